const port = Number(Deno.env.get("PORT"));

Deno.serve({ port }, (request) => {
  const path = new URL(request.url).pathname;
  return path === "/health" ? new Response("ok\n") : Response.json({ service: "deno" });
});
Deno.addSignalListener("SIGTERM", () => Deno.exit(0));
