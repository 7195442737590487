const fs = require("node:fs");
const greeting = require("greeting");

fs.mkdirSync("dist", { recursive: true });
fs.writeFileSync("dist/index.html", JSON.stringify({ service: "site", greeting: greeting("site") }) + "\n");
fs.writeFileSync("dist/health", "ok\n");
