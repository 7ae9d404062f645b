#!/usr/bin/env bash
# The built product starts, and a file of tests passes, on the other versions of Node that `engines` and the README name.
set -euo pipefail
cd "$(dirname "$0")/.."

platform="$(node -p '`node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`')"
data="$(mktemp -d)"
server=""
trap '[[ -z "$server" ]] || kill "$server" 2>/dev/null; rm -rf "$data"' EXIT

for version in 22.23.3 24.21.0; do
  node="$(npm exec --yes --package="$platform@$version" -- node -p process.execPath)"
  echo "--- Node $("$node" --version)"
  PORT=0 SAMPLE_DATA=none DATA_DIR="$data/$version" NODE_ENV=production "$node" dist/src/main.js serve >"$data/log" 2>&1 &
  server=$!
  for _ in $(seq 300); do
    if grep -q '"msg":"ready"' "$data/log"; then break; fi
    if ! kill -0 "$server" 2>/dev/null; then break; fi
    sleep 0.2
  done
  if ! grep -q '"msg":"ready"' "$data/log"; then
    echo "the server does not become ready on Node $version:"
    cat "$data/log"
    exit 1
  fi
  url="$(grep -o '"url":"[^"]*"' "$data/log" | head -n 1 | cut -d'"' -f4)"
  answer="$("$node" -e '
    fetch(process.argv[1], {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ query: "{ kpiDefinitions { totalCount } }" }),
    }).then(async (it) => console.log(await it.text()));' "$url")"
  if [[ "$answer" != *'"totalCount":'* ]]; then
    echo "the server answers $answer on Node $version"
    exit 1
  fi
  echo "$answer"
  kill -TERM "$server"
  wait "$server"
  server=""
  "$node" node_modules/vitest/vitest.mjs run --project all test/graphql/matrix
done
