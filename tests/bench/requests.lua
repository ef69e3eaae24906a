-- For wrk: asks the addresses of a file one after the other, from a given line on, and prints what happened as one line of JSON.
-- Arguments after --: file, number of the first line (from 0), Accept. A line is a path, or a path, a tab and an If-None-Match.
local lines, at, head

function init(args)
  local file = assert(io.open(args[1], "rb"))
  lines = file:read("*a")
  file:close()
  head = " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port .. "\r\nAccept: " .. args[3] .. "\r\n"
  at = 1
  for _ = 1, tonumber(args[2]) do
    at = lines:find("\n", at, true) + 1
    if at > #lines then at = 1 end
  end
end

function request()
  local stop = lines:find("\n", at, true)
  local line = lines:sub(at, stop - 1)
  at = stop < #lines and stop + 1 or 1
  local tab = line:find("\t", 1, true)
  if tab then
    return "GET " .. line:sub(1, tab - 1) .. head .. "If-None-Match: " .. line:sub(tab + 1) .. "\r\n\r\n"
  end
  return "GET " .. line .. head .. "\r\n"
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format('\nJSON {"requests": %d, "bytes": %d, "seconds": %.6f, "p50_ms": %.3f, "p99_ms": %.3f, "errors": %d}\n', summary.requests, summary.bytes,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, e.connect + e.read + e.write + e.status + e.timeout))
end
