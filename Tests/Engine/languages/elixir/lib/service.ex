defmodule Service do
  @moduledoc "Answers HTTP at the port of PORT, one request a connection."
  use Application

  def start(_type, _arguments) do
    port = String.to_integer(System.fetch_env!("PORT"))
    {:ok, listener} = :gen_tcp.listen(port, [:binary, packet: :http_bin, active: false, reuseaddr: true])
    IO.puts("listening on #{port}")
    Supervisor.start_link([{Task, fn -> serve(listener) end}], strategy: :one_for_one)
  end

  @doc "Whether another process of this program serves: the health check."
  def health do
    port = String.to_integer(System.fetch_env!("PORT"))
    {:ok, server} = :gen_tcp.connect({127, 0, 0, 1}, port, [:binary, packet: :line, active: false])
    :ok = :gen_tcp.send(server, "GET /health HTTP/1.1\r\n\r\n")
    {:ok, "HTTP/1.1 200" <> _} = :gen_tcp.recv(server, 0)
  end

  defp serve(listener) do
    {:ok, client} = :gen_tcp.accept(listener)
    {:ok, {:http_request, _, {:abs_path, path}, _}} = :gen_tcp.recv(client, 0)
    text = body(path)
    :gen_tcp.send(client, "HTTP/1.1 200 OK\r\ncontent-length: #{byte_size(text)}\r\nconnection: close\r\n\r\n#{text}")
    :gen_tcp.close(client)
    serve(listener)
  end

  defp body("/health"), do: "ok\n"
  defp body(_), do: ~s({"service": "elixir", "greeting": "#{Greeting.hello("elixir")}"}\n)
end
