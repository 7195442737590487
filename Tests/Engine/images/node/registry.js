// Runs a program of Node with a package registry beside it: 'node registry.js <program> <arguments>'.
// The packages are the tarballs in this folder, '<name>-<version>.tgz'.
const { spawn } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const http = require("node:http");

const tarballs = fs.readdirSync(__dirname).filter((file) => file.endsWith(".tgz"));

function describe(name, origin) {
  const versions = {};
  for (const file of tarballs.filter((file) => file.startsWith(`${name}-`))) {
    const version = file.slice(name.length + 1, -".tgz".length);
    const integrity = "sha512-" + createHash("sha512").update(fs.readFileSync(`${__dirname}/${file}`)).digest("base64");
    versions[version] = { name, version, dist: { tarball: `${origin}/${name}/-/${file}`, integrity } };
  }
  return { name, versions, "dist-tags": { latest: Object.keys(versions).at(-1) } };
}

const server = http.createServer((request, response) => {
  const [name, , file] = decodeURIComponent(request.url).slice(1).split("/");
  const known = file ? tarballs.includes(file) : tarballs.some((file) => file.startsWith(`${name}-`));
  response.writeHead(known ? 200 : 404);
  const found = file ? () => fs.readFileSync(`${__dirname}/${file}`)
    : () => JSON.stringify(describe(name, `http://${request.headers.host}`));
  response.end(known ? found() : "{}");
});

server.listen(0, "127.0.0.1", () => {
  const env = { ...process.env, npm_config_registry: `http://127.0.0.1:${server.address().port}/` };
  const child = spawn(process.execPath, process.argv.slice(2), { stdio: "inherit", env });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => process.exit(code ?? 1));
});
