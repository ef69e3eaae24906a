// The same with the other settings: VC-JWT signed with ES256, and 1EdTech's revocation list in place of the W3C's. An instance of its own.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { changed, decode, tokens } from './tampered.mjs';
import { consortium, digitalBazaar, jwt, ours } from './verifiers.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder, home, base, made;
const python = (script, ...args) => execFileSync('/usr/bin/python3', [join(root, script), ...args], { encoding: 'utf8', env: { ...process.env, VAR: home, MYSQL_HOME: join(home, 'db') },
  stdio: ['ignore', 'pipe', 'inherit'] });
async function get(path, type = 'text') {
  const answer = await fetch(path.startsWith('http') ? path : base + path);
  assert.equal(answer.status, 200, path);
  return answer[type]();
}

before(() => {
  folder = mkdtempSync('/var/tmp/badges-interop-');
  execFileSync('chmod', ['755', folder]);
  home = join(folder, 'var');
  python('scripts/dev_instance.py', 'start', '--var', home, '--build', process.env.BADGES_BUILD ?? join(root, 'build'), '--port', '0',
    '--httpd', 'BadgesJWTAlgorithm ES256', '--httpd', 'BadgesCredentialStatus 1edtech');
  base = `http://127.0.0.1:${JSON.parse(readFileSync(join(home, 'instance.json'), 'utf8')).port}`;
  made = JSON.parse(python('tests/interop/stage.py', 'awards'));
});
after(() => {
  python('scripts/dev_instance.py', 'reset', '--var', home);
  rmSync(folder, { recursive: true, force: true });
});

const verdicts = async (verifiers) => Object.fromEntries(await Promise.all(Object.entries(verifiers).map(async ([name, result]) => [name, (await result).verdict])));

describe('ES256, and 1EdTech\'s revocation list', () => {
  test('VC-JWT is taken', async () => {
    for (const [name, verdict] of [['plain', 'valid'], ['rich', 'valid'], ['expired', 'expired']]) {
      const token = await get(`/assertions/${made[name]}.jwt`);
      assert.equal(decode(token.split('.')[0]).alg, 'ES256');
      assert.deepEqual(await verdicts({ jose: jwt(token), ours: ours(token, home) }), { jose: verdict, ours: verdict }, name);
    }
  });
  test('so is a proof in it', async () => {
    const text = await get(`/assertions/${made.rich}.vc.json`), c = JSON.parse(text);
    assert.equal(c.credentialStatus.type, '1EdTechRevocationList');
    assert.deepEqual(await verdicts({ digitalBazaar: digitalBazaar(c), consortium: consortium(c), ours: ours(text, home) }), { digitalBazaar: 'valid', consortium: 'valid', ours: 'valid' });
  });
  test('what was tampered with is not', async (t) => {
    const [token, other, foreign] = await Promise.all([made.rich, made.plain, made.other].map((id) => get(`/assertions/${id}.jwt`)));
    const jwk = await get(decode(token.split('.')[0]).kid, 'json'), pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    for (const [name, variant] of Object.entries(tokens(token, { other, foreign, jwk, pem, forged: (p) => changed(p, 'name', 'Doctor of Law') }))) {
      await t.test(name, async () => assert.ok(!Object.values(await verdicts({ jose: jwt(variant), ours: ours(variant, home) })).includes('valid')));
    }
  });
  test('what was taken back stands in the list, and we see it', async () => {
    const id = made.rich_withdrawn, text = await get(`/assertions/${id}.vc.json`), token = await get(`/assertions/${id}.jwt`);
    python('tests/interop/stage.py', 'revoke', id);
    const deadline = Date.now() + 10_000;
    while ((await fetch(`${base}/assertions/${id}`, { headers: { Accept: 'application/ld+json' } })).status !== 410) assert.ok(Date.now() < deadline, 'still there');
    const list = await get(JSON.parse(text).credentialStatus.id, 'json');
    assert.ok(list.revokedCredential.some((entry) => entry.id === JSON.parse(text).id && entry.revoked));
    assert.deepEqual(await verdicts({ proof: ours(text, home), token: ours(token, home) }), { proof: 'revoked', token: 'revoked' });
  });
});
