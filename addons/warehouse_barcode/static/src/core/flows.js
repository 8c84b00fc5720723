// The flows of the scanner by name: {reduce, ...}. One module per flow.

import { reduce as count } from "./count_flow.js";
import { reduce as delivery } from "./delivery_flow.js";
import { reduce as production } from "./production_flow.js";
import { reduce as receipt } from "./receipt_flow.js";
import { reduce as shelf } from "./shelf_flow.js";

/** Name of a flow -> its reducer (state, event) -> {state, effects}. */
export const FLOWS = { receipt, delivery, transfer: delivery, production, count, shelf };
