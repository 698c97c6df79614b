import { serveModel } from "recurve/worker";

serveModel();
