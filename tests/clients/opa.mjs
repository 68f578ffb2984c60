// npm @open-policy-agent/opa: the official client, against the tests' decision point.
import { OPAClient } from '@open-policy-agent/opa';

export function calls(address) {
  const opa = new OPAClient(address);
  const input = (environment) => ({ version: 1, ai: { model: 'gpt-5' }, tags: { environment } });
  return {
    true: () => opa.evaluate('tokenledger/yes', input('staging')),
    false: () => opa.evaluate('tokenledger/no', input('staging')),
    allowed: () => opa.evaluate('tokenledger/request', input('staging')),
    denied: () => opa.evaluate('tokenledger/request', input('production')),
    undefined: async () => (await opa.evaluate('tokenledger/nothing', input('staging'))) === undefined,
    error: () => opa.evaluate('tokenledger/failing', input('staging')),
  };
}
