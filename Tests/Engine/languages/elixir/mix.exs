defmodule Service.MixProject do
  use Mix.Project

  def project, do: [app: :elixir_service, version: "1.0.0", deps: deps(), releases: [elixir: []]]
  def application, do: [mod: {Service, []}, extra_applications: [:logger]]
  defp deps, do: [{:greeting, git: "/opt/greeting", branch: "main"}]
end
