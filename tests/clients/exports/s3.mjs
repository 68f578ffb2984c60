// A store that speaks S3's protocol, in a folder. Says its port, and ends when its input does.
import S3rver from "s3rver";

const store = new S3rver({
  address: "127.0.0.1",
  port: 0,
  silent: true,
  directory: process.argv[2],
  configureBuckets: [{ name: "ledger" }],
});
const { port } = await store.run();
console.log(port);
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
