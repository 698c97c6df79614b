/** Every function, class and method that the entries export is given each of the hostile values. */
import { hostile } from "./hostile/values.ts";
import { walk } from "./hostile/walk.ts";

walk(hostile);
