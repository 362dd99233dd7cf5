// Reads an AsyncAPI document from stdin; writes what the parser says of it, errors and warnings alike, as JSON.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const said = await new Parser().validate(readFileSync(0, "utf-8"));
console.log(JSON.stringify(said.map(({ severity, code, path, message }) => ({ severity, code, path, message }))));
