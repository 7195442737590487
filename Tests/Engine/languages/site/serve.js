// For development.
const fs = require("node:fs");
const http = require("node:http");

const server = http.createServer((request, response) => response.end(fs.readFileSync("dist/index.html")));
server.listen(process.env.PORT);
