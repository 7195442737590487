require "greeting"
require "json"
require "socket"

$stdout.sync = true
name = "ruby"
server = TCPServer.new("0.0.0.0", ENV.fetch("PORT"))
trap("TERM") { exit }
puts "listening on #{ENV.fetch("PORT")}"
loop do
  Thread.new(server.accept) do |client|
    path = client.gets.to_s.split[1]
    loop { break if client.gets.to_s.strip.empty? }
    body = path == "/health" ? "ok\n" : { service: name, greeting: Greeting.hello(name) }.to_json + "\n"
    client.write("HTTP/1.1 200 OK\r\nContent-Length: #{body.bytesize}\r\nConnection: close\r\n\r\n#{body}")
    client.close
  end
end
