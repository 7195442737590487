import Onboarding
import Testing

/// Compose files in, specs out.
@Suite struct ComposeImportTests {
  /// The specs of one service 'app' beside a database and a job.
  private func app(_ lines: String, _ others: [String: String] = [:]) throws -> (spec: String, specs: ImportedSpecs) {
    let indented = lines.split(separator: "\n").map { "    \($0)\n" }.joined()
    let compose = "services:\n  app:\n    image: example/app:1\n\(indented)  db: { image: postgres:16.14 }\n"
    let specs = try imported(others.merging(["compose.yaml": compose]) { own, _ in own })
    return (specs.text("specs/app.yaml"), specs)
  }

  @Test func readsServices() throws {
    let specs = try imported([
      "web/Dockerfile": "FROM node:22.11.0\nARG MODE=a\nCOPY . .\nEXPOSE 80\n",
      "docker-compose.yml": """
      x-common: &common { restart: always }
      services:
        web:
          <<: *common
          build: { context: ./web, args: { MODE: b } }
          ports: ["8080:3000"]
          environment: { LEVEL: "${LEVEL:-info}", DB_PASSWORD: x, ORIGIN: $ORIGIN }
          depends_on: { db: { condition: service_healthy } }
          healthcheck: { test: ["CMD", "node", "check.js"], interval: 10s }
          volumes: ["./web:/app", /app/node_modules]
        db:
          image: postgres:16.14
          environment: [POSTGRES_USER=shop]
        mail:
          image: axllent/mailpit:v1.20
          command: --smtp 1025
        none: {}
      """,
    ])
    let web = specs.text("specs/web.yaml")
    for line in [
      "  port: 3000\n", "  publish: 8080\n", "    LEVEL:\n      variable: LEVEL\n      default: info\n", "needs: [db]",
      "restart: any", "default: b", "node check.js", "    ORIGIN:\n      variable: ORIGIN\n", "    port-80:",
    ] { #expect(web.contains(line), "\(line)\n\(web)") }
    #expect(!web.contains("volumes:"))
    let workspace = specs.text("specs/workspace.yaml")
    #expect(workspace.contains("  db:\n    postgres:\n      version: \"16.14\"\n      user: shop\n"), "\(workspace)")
    #expect(specs.text("specs/mail.yaml").contains("arguments: [--smtp, \"1025\"]"))
    #expect(specs.text("specs/db.yaml").isEmpty)
    #expect(specs.figures.services == 4 && specs.figures.carriedServices == 3 && specs.figures.wholeServices == 2)
    let secret = "docker-compose.yml:7:5: 'environment' of 'web' is not carried over: 'DB_PASSWORD' holds a secret"
    #expect(specs.report.contains(secret), "\(specs.report)")
    #expect(specs.report.contains("'none' is not carried over: it has no image and no build here"))
  }

  @Test(arguments: [
    ("ports: ['80:8080', 9090, '5000:5000/udp']", "  port: 8080\n  publish: 80\n  ports:\n    port-9090: 9090\n"),
    ("ports: ['5000:5000/udp']", "    udp-5000:\n      port: 5000\n      publish: 5000\n      protocol: udp\n"),
    ("ports: ['8000-8001:7000-7001']", "    port-7001:\n      port: 7001\n      publish: 8001\n"),
    ("ports: [{ target: 81, published: 82 }]", "  port: 81\n  publish: 82\n"),
    ("ports: ['${P:-7}:8080']", "publish: 7\n"),
    ("expose: [8080]", "  port: 8080\n"),
    ("environment: { A: '${B}' }", "    A:\n      variable: B\n"),
    ("environment: { A: '${B:?set it}' }", "      variable: B\n      description: set it\n"),
    ("environment: [A]", "      variable: A\n      default: \"\"\n"),
    ("environment: { A: '${A:-${B:-c}}' }", "      variable: A\n      default: c\n"),
    ("environment: { A: 'a$$b' }", "    A: a$b\n"),
    ("environment: { API_TOKEN: '${API_TOKEN:-abc}' }", "    API_TOKEN:\n      variable: API_TOKEN\n"),
    ("environment: { USE_TOKEN: 'true' }", "      variable: USE_TOKEN\n      default: \"true\"\n"),
    ("env_file: [a.env, { path: b.env, required: false }]", "    - a.env\n    - path: b.env\n      optional: true\n"),
    ("volumes: ['data:/var/lib/app/']", "  volumes:\n    data: /var/lib/app\n"),
    ("volumes: [{ type: volume, source: data, target: /d }]", "    data: /d\n"),
    ("volumes: ['./app.conf:/etc/app.conf:ro']", "        - copy: [app.conf]\n              to: /etc/app.conf\n"),
    ("volumes: ['./conf:/etc/app']", "copy: [conf]\n              to: /etc/app/\n"),
    ("tmpfs: [/tmp, '/run:mode=755']", "  tmpfs: [/run]\n"),
    ("networks: { default: }", "  networks: [default]\n"),
    ("profiles: [debug]", "  profiles: [debug]\n"),
    ("deploy: { replicas: 0 }", "  profiles: [on-demand]\n"),
    (
      "logging: { driver: local, options: { max-size: 10m } }", "    driver: local\n    options:\n      max-size: 10m\n"
    ),
    (
      "ulimits: { nofile: 1024, core: { soft: 0, hard: -1 } }",
      "    nofile: 1024\n    core:\n      soft: 0\n      hard: -1\n"
    ),
    ("mem_limit: 1.5g\ncpus: 0.50", "    memory: 1536MiB\n    cpus: \"0.50\"\n"),
    ("deploy: { resources: { limits: { memory: 64M, pids: 9 } } }", "    memory: 64MiB\n    pids: 9\n"),
    ("cap_add: [CAP_NET_ADMIN]", "    NET_ADMIN: the compose file adds it\n"),
    ("devices: ['/dev/fuse:/dev/fuse']", "    /dev/fuse: the compose file names it\n"),
    ("privileged: true", "  privileged-because: the compose file says so\n"),
    ("read_only: false", "  writable-root-because: the compose file says so\n"),
    ("working_dir: /srv", "        - workdir: /srv\n"),
    ("stop_signal: SIGINT", "        - stop-signal: SIGINT\n"),
    ("init: true", "    init: true\n"),
    ("user: nobody", "    uid: 65534\n"),
  ])
  func writesKeys(_ lines: String, _ expected: String) throws {
    let expected = expected.withoutIndentation
    let others = ["app.conf": "", "conf/a": ""]
    let (spec, specs) = try app(lines, others)
    #expect(spec.withoutIndentation.contains(expected), "\(spec)\(specs.report)")
    #expect(specs.figures.wholeServices == 2, "\(specs.report)")
  }

  @Test(arguments: [
    ("extra_hosts: ['a:1.2.3.4']", "            extra_hosts:\n              - a:1.2.3.4\n"),
    ("network_mode: host", "            network_mode: host\n"),
    ("shm_size: 1g", "            shm_size: 1g\n"),
    ("sysctls: { net.core.somaxconn: 1024 }", "              net.core.somaxconn: 1024\n"),
    ("command: serve --at=$PLACE", "            command: serve --at=$PLACE\n"),
    (
      "environment: { URL: 'http://${HOST:-h}:1' }",
      "at: [services, app, environment]\n          set:\n            URL: http://${HOST:-h}:1\n"
    ),
    (
      "volumes: ['/var/run/docker.sock:/var/run/docker.sock']",
      "            volumes:\n              - /var/run/docker.sock:/var/run/docker.sock\n"
    ),
    (
      "volumes: ['data:/d', './none:/n']", "at: [services, app, volumes]\n          append:\n            - ../none:/n\n"
    ),
    ("ports: ['127.0.0.1:80:8080']", "            ports:\n              - 127.0.0.1:80:8080\n"),
    ("networks: { default: { aliases: [a] } }", "                aliases:\n                  - a\n"),
  ])
  func overlaysWhatHasNoKey(_ lines: String, _ expected: String) throws {
    let specs = try app(lines).specs
    let workspace = specs.text("specs/workspace.yaml").replacing("\"", with: "")
    #expect(workspace.withoutIndentation.contains(expected.withoutIndentation), "\(workspace)")
    #expect(workspace.contains("because: compose.yaml says so\n"))
    #expect(specs.figures.keys[.raw] == 1 && specs.figures.wholeServices == 2, "\(specs.report)")
  }

  @Test(arguments: [
    ("environment: { A_SECRET: abc }", "'A_SECRET' holds a secret in the clear"),
    ("environment: { URL: 'http://u:${P:-x}@h' }", "'URL' holds a secret in the clear"),
    ("user: somebody", "which 'somebody' has is not known"),
    ("ports: [a]", "'a' is no port"),
    ("ports: ['1-99:1-99']", "is no port, or a range of more than 32"),
    ("networks: [none]", "the file declares no network 'none'"),
    ("network_mode: 'service:db'", "there is no key for it"),
    ("mem_limit: 1m", "'1m' is no limit that a spec takes"),
    ("secrets: [none]", "the file declares no secret 'none'"),
    ("env_file: ../../x", "is no file inside the repository"),
    ("credential_spec: {}", "there is no key for it"),
    ("cap_add: [FLY]", "'FLY' is no capability"),
    ("volumes: ['a:b']", "is mounted at no path that a spec takes"),
  ])
  func saysWhatIsNotCarriedOver(_ lines: String, _ reason: String) throws {
    let specs = try app(lines).specs
    #expect(specs.report.contains("of 'app' is not carried over: ") && specs.report.contains(reason), "\(specs.report)")
    #expect(specs.figures.wholeServices == 1)
  }

  @Test func makesJobsOfWhatOthersWaitFor() throws {
    let (spec, specs) = try app(
      "restart: \"no\"",
      ["compose.yaml": ""])
    #expect(!spec.contains("kind: job") && !specs.report.contains("job"))
    let jobs = try imported([
      "compose.yaml": """
      services:
        migrate: { image: "example/migrate:1", restart: on-failure, healthcheck: { test: [CMD, x] } }
        api: { image: "example/api:1", depends_on: { migrate: { condition: service_completed_successfully } } }
      """
    ])
    let migrate = jobs.text("specs/migrate.yaml")
    #expect(migrate.contains("kind: job") && !migrate.contains("restart") && !migrate.contains("health"), "\(migrate)")
    #expect(jobs.text("specs/api.yaml").contains("needs: [migrate]"))
  }

  @Test func declaresNetworksOnce() throws {
    let file = { (kind: String) in
      "services: { a: { image: 'x/a:1', networks: [n] } }\nnetworks: { n: \(kind), e: { external: true, name: up } }\n"
    }
    let specs = try imported([
      "one/compose.yaml": file("{}"), "two/compose.yaml": file("{ driver: bridge }"),
      "three/compose.yaml": file("{ internal: true }"),
    ])
    let workspace = specs.text("specs/workspace.yaml")
    #expect(
      workspace.contains("networks:\n  e:\n    external: up\n  \"n\": open\n  three-n: internal\n"), "\(workspace)")
    #expect(specs.text("specs/three-a.yaml").contains("networks: [three-n]"), "\(specs.report)")
  }

  @Test func sharesVolumesAndSecretsByOverlays() throws {
    let specs = try imported([
      "compose.yaml": """
      services:
        a: { image: "x/a:1", volumes: ["data:/a"], secrets: [key] }
        b: { image: "x/b:1", volumes: ["data:/b"] }
        db: { image: "postgres:16.14" }
      volumes: { data: }
      secrets: { key: { file: ./key.txt } }
      """
    ])
    #expect(specs.text("specs/a.yaml").contains("volumes:\n    data: /a\n"))
    let workspace = specs.text("specs/workspace.yaml")
    #expect(workspace.contains("- a-data:/b\n"), "\(workspace)")
    #expect(
      workspace.withoutIndentation.contains("at: [secrets]\nset:\nkey:\nfile: ../key.txt\n"),
      "\(workspace)")
    #expect(specs.figures.wholeServices == 3, "\(specs.report)")
  }

  @Test func knowsTheVariablesBesideTheFile() throws {
    let specs = try imported([
      "compose.yaml": "services: { a: { image: $IMAGE, environment: { MODE: $MODE } } }\n",
      ".env": "# a comment\nIMAGE=x/a:1\nMODE='fast' # no\n",
    ])
    #expect(specs.text("specs/a.yaml").contains("image: x/a:1\n") || specs.text("specs/a.yaml").contains("a: x/a:1\n"))
    #expect(specs.figures.carriedServices == 1)
  }

  @Test(arguments: [
    "services: { a: 1 }", "services: { a: { image: [] } }", "services: []",
    "services: { a: { build: { context: ../.. } } }",
    "services: { a: { image: 'x:1', ports: {}, volumes: 3, environment: { '': [1] }, networks: 7, deploy: [] } }",
    "services: { a: { image: 'x:1', depends_on: [b] }, b: { image: 'y:1', links: [a, b] } }",
    "services: { a: { image: 'x:1', command: \"a\\u0001b\", hostname: \"\\u0007\" } }",
    "services: { a: { image: '${A:-${A:-${A', environment: { A: '${', B: '${}', C: '$', D: '${A:-${B' } } }",
    "services: { a: { image: 'x:1', extends: { service: a } } }", "services: { '../x': { image: 'y:1' } }",
    "services: { a: { image: 'x:1', ports: ['9999999999999999999:1', '1:2:3:4:5', '-', ':', '/'], mem_limit: 1e300g } }",
    "services: { a: { image: 'x:1', volumes: [':', '::', '/:/', 'a:/..', '/a:/b/../c', { type: [] }] } }",
    "networks: { n: [] }\nsecrets: 7\nservices: { a: { image: 'x:1', secrets: [{}], networks: { n: { aliases: 3 } } } }",
  ])
  func staysCalm(_ compose: String) throws {
    let specs = try imported(["compose.yaml": compose])
    #expect(specs.figures.wholeServices <= specs.figures.services)
  }
}
