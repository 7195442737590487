// Takes the types out of src/ and writes what is left to dist/.
import fs from "node:fs";
import { stripTypeScriptTypes } from "node:module";

fs.mkdirSync("dist", { recursive: true });
for (const file of fs.readdirSync("src")) {
  const source = fs.readFileSync(`src/${file}`, "utf8");
  fs.writeFileSync(`dist/${file.replace(".ts", ".js")}`, stripTypeScriptTypes(source));
}
