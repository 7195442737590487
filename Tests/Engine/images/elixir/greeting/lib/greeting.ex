defmodule Greeting do
  def hello(name), do: "hello from #{name}"
end
