// Reads {schema, bodies: [{ref, data}]} from stdin; writes for each body, in order, what ajv finds wrong with it.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const { schema, bodies } = JSON.parse(readFileSync(0, "utf-8"));
const ajv = new Ajv2020.default({ strict: true, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(schema, "bundle");
const judged = bodies.map(({ ref, data }) => {
  const validate = ajv.getSchema(`bundle${ref}`);
  if (!validate) throw new Error(`no schema at ${ref}`);
  return validate(data) ? [] : validate.errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
});
console.log(JSON.stringify(judged));
