import http from "node:http";
import greeting from "greeting";

const name: string = "node-built";
const port: string | undefined = process.env.PORT;

const server = http.createServer((request, response) => {
  const answer: string = request.url === "/health" ? "ok" : JSON.stringify({ service: name, greeting: greeting(name) });
  response.end(answer + "\n");
});

server.listen(port, () => console.log(`listening on ${port}`));
process.on("SIGTERM", () => process.exit(0));
