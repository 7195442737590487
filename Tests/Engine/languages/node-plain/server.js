const http = require("node:http");
const greeting = require("greeting");

const name = "node-plain";
const port = process.env.PORT;

const server = http.createServer((request, response) => {
  const answer = request.url === "/health" ? "ok" : JSON.stringify({ service: name, greeting: greeting(name) });
  response.end(answer + "\n");
});

server.listen(port, () => console.log(`listening on ${port}`));
process.on("SIGTERM", () => process.exit(0));
