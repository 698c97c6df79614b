/** All rows, by room. */
import { rows as axes } from "./axes.ts";
import { rows as channels } from "./channels.ts";
import { rows as configurations } from "./configurations.ts";
import { rows as elements } from "./elements.ts";
import { rows as fields } from "./fields.ts";
import { rows as fitting } from "./fitting.ts";
import { rows as helpers } from "./helpers.ts";
import { rows as layers } from "./layers.ts";
import { rows as losses } from "./losses.ts";
import { rows as masks } from "./masks.ts";
import { rows as measuring } from "./measuring.ts";
import { rows as optimizerStates } from "./optimizer-states.ts";
import { rows as optimizing } from "./optimizing.ts";
import { rows as ownClasses } from "./own-classes.ts";
import { rows as places } from "./places.ts";
import { rows as products } from "./products.ts";
import { rows as recurrent } from "./recurrent.ts";
import { rows as sequences } from "./sequences.ts";
import { rows as tensors } from "./tensors.ts";
import { rows as training } from "./training.ts";

/** The rows of each room. */
export const rooms = {
  tensors,
  elements,
  axes,
  places,
  products,
  training,
  losses,
  helpers,
  fitting,
  layers,
  measuring,
  optimizing,
  optimizerStates,
  ownClasses,
  recurrent,
  sequences,
  configurations,
  channels,
  masks,
  fields,
};
/** All of them. */
export const rows = Object.values(rooms).flat();
