// Says of a webhook, given as JSON, whether the package accepts it as it came, with a changed body, and with another key.
import { Webhook } from "standardwebhooks";

const { secret, headers, body } = JSON.parse(process.argv[2]);

function accepts(key, text) {
  try {
    new Webhook(key).verify(text, headers);
    return true;
  } catch {
    return false;
  }
}

console.log(
  JSON.stringify({
    intact: accepts(secret, body),
    changed: accepts(secret, body.replace("unpriced", "priced")),
    other: accepts("whsec_" + Buffer.alloc(32).toString("base64"), body),
  })
);
