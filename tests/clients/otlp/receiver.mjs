// A receiver of OTLP over gRPC, made of gRPC's own server and of OpenTelemetry's own messages. Says its port, then each
// request as a line of JSON. The first request gets RESOURCE_EXHAUSTED with the wait of the first argument, in seconds (none
// when it is 0), the next one loses a span, all others are taken. Ends when its input does.
import grpc from "@grpc/grpc-js";
import { createRequire } from "node:module";
import protobuf from "protobufjs";

const { opentelemetry } = createRequire(import.meta.url)("@opentelemetry/otlp-transformer/build/src/generated/root.js");
const { trace, metrics } = opentelemetry.proto.collector;
const wait = Number(process.argv[2] ?? 0);
let refused = wait === 0;
let rejected = wait === 0;

// google.rpc.Status with a google.rpc.RetryInfo, as https://github.com/googleapis/googleapis says in google/rpc.
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
  message Any { string type_url = 1; bytes value = 2; }
  message RetryInfo { Duration retry_delay = 1; }
  message Duration { int64 seconds = 1; int32 nanos = 2; }
`);

function encoded(name, fields) {
  const type = root.lookupType(name);
  return Buffer.from(type.encode(type.fromObject(fields)).finish());
}

function exhausted() {
  const info = encoded("RetryInfo", { retryDelay: { seconds: Math.floor(wait), nanos: Math.round((wait % 1) * 1e9) } });
  const details = new grpc.Metadata();
  const any = { typeUrl: "type.googleapis.com/google.rpc.RetryInfo", value: info };
  details.set("grpc-status-details-bin", encoded("Status", { code: 8, message: "later", details: [any] }));
  return { code: grpc.status.RESOURCE_EXHAUSTED, details: "too much – later", metadata: details };
}

function service(path, request, response, name) {
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestDeserialize: (bytes) => request.toObject(request.decode(bytes), { longs: String, bytes: String, enums: Number }),
    responseSerialize: (answer) => Buffer.from(response.encode(answer).finish()),
    requestSerialize: (message) => Buffer.from(request.encode(message).finish()),
    responseDeserialize: (bytes) => response.decode(bytes),
    originalName: name,
  };
}

function take(signal, response) {
  return (call, done) => {
    const headers = Object.fromEntries(Object.entries(call.metadata.getMap()).map(([key, value]) => [key, String(value)]));
    console.log(JSON.stringify({ signal, headers, at: Date.now(), message: call.request }));
    if (signal === "spans" && !refused) {
      refused = true;
      done(exhausted());
    } else if (signal === "spans" && !rejected) {
      rejected = true;
      done(null, response.fromObject({ partialSuccess: { rejectedSpans: 1, errorMessage: "one is too old" } }));
    } else {
      done(null, response.create({}));
    }
  };
}

const server = new grpc.Server();
const traces = [trace.v1.ExportTraceServiceRequest, trace.v1.ExportTraceServiceResponse];
const points = [metrics.v1.ExportMetricsServiceRequest, metrics.v1.ExportMetricsServiceResponse];
const at = "/opentelemetry.proto.collector.";
server.addService({ export: service(at + "trace.v1.TraceService/Export", ...traces, "export") }, { export: take("spans", traces[1]) });
server.addService({ export: service(at + "metrics.v1.MetricsService/Export", ...points, "export") }, { export: take("metrics", points[1]) });
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
