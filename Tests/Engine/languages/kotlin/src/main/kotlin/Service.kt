import com.google.gson.Gson
import com.sun.net.httpserver.HttpServer
import java.net.InetSocketAddress

fun main() {
  val port = System.getenv("PORT").toInt()
  val server = HttpServer.create(InetSocketAddress(port), 0)
  server.createContext("/") { exchange ->
    val answer = Gson().toJson(mapOf("service" to "kotlin", "greeting" to "hello from kotlin"))
    val body = (if (exchange.requestURI.path == "/health") "ok" else answer) + "\n"
    exchange.sendResponseHeaders(200, body.length.toLong())
    exchange.responseBody.write(body.toByteArray())
    exchange.close()
  }
  server.start()
  println("listening on $port")
}
