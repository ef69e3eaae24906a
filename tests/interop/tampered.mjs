// Everything that somebody could try with a credential: each variant is made from good ones, and no verifier may take it.
import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { DataIntegrityProof, Multikey, documentLoader, eddsa, vc } from './verifiers.mjs';

const at = (path) => path.split('.').map((key) => (/^\d+$/.test(key) ? +key : key));
/** A copy of it with what is at the path replaced; change: the new value, a function of the old one, or undefined to take it away. */
export function changed(value, path, change) {
  const copy = structuredClone(value), keys = at(path), last = keys.pop();
  const target = keys.reduce((v, key) => v[key], copy);
  const next = typeof change === 'function' ? change(target[last]) : change;
  if (next === undefined) delete target[last];
  else target[last] = next;
  return copy;
}
const flip = (text, i = 10) => text.slice(0, i) + (text[i] === '2' ? '3' : '2') + text.slice(i + 1);

/** c: a good one with everything. other: another good one of the same issuer. foreign: a good one of another issuer. */
export async function embedded(c, other, foreign) {
  const mallory = await Multikey.generate({});
  const malloryKey = `did:key:${mallory.publicKeyMultibase}#${mallory.publicKeyMultibase}`;
  const resign = async (credential, method) => {
    const signer = { ...mallory.signer(), id: method };
    return vc.issue({ credential: changed(credential, 'proof', undefined), suite: new DataIntegrityProof({ signer, cryptosuite: eddsa }), documentLoader });
  };
  const unsigned = changed(c, 'proof', undefined);
  return {
    'the name': changed(c, 'name', 'Doctor of Law'),
    'the name of the achievement': changed(c, 'credentialSubject.achievement.name', 'Doctor of Law'),
    'its description': changed(c, 'credentialSubject.achievement.description', (s) => s + '.'),
    'its criteria': changed(c, 'credentialSubject.achievement.criteria.narrative', 'Pay.'),
    'its image': changed(c, 'credentialSubject.achievement.image.id', (s) => s + '?2'),
    'its id': changed(c, 'credentialSubject.achievement.id', (s) => s.replace(/.$/, '9')),
    'an alignment': changed(c, 'credentialSubject.achievement.alignment.0.targetCode', 'W.2'),
    'a tag more': changed(c, 'credentialSubject.achievement.tag', (tags) => [...tags, 'law']),
    'the day it begins': changed(c, 'validFrom', (s) => s.replace(/^..../, '2019')),
    'the day it ends': changed(c, 'validUntil', (s) => s.replace(/^..../, '2199')),
    'no end': changed(c, 'validUntil', undefined),
    'the day of the award': changed(c, 'awardedDate', (s) => s.replace(/^..../, '2019')),
    'the recipient\'s hash': changed(c, 'credentialSubject.identifier.0.identityHash', (s) => flip(s, 20)),
    'the salt': changed(c, 'credentialSubject.identifier.0.salt', (s) => flip(s, 3)),
    'not hashed': changed(c, 'credentialSubject.identifier.0.hashed', false),
    'the subject\'s id': changed(c, 'credentialSubject.id', 'did:example:mallory'),
    'a result': changed(c, 'credentialSubject.result.0.value', '100'),
    'results in another order of values': changed(c, 'credentialSubject.result', (r) => [{ ...r[0], value: r[1].value }, { ...r[1], value: r[0].value }]),
    'evidence': changed(c, 'evidence.0.narrative', 'Nothing.'),
    'the issuer\'s name': changed(c, 'issuer.name', 'University of Oxford'),
    'the issuer': changed(c, 'issuer.id', foreign.issuer.id),
    'the credential\'s id': changed(c, 'id', other.id),
    'index of status': changed(c, 'credentialStatus.statusListIndex', (s) => String(+s + 1)),
    'purpose of status': changed(c, 'credentialStatus.statusPurpose', 'suspension'),
    'list of another issuer': changed(c, 'credentialStatus.statusListCredential', foreign.credentialStatus.statusListCredential),
    'no status': changed(c, 'credentialStatus', undefined),
    'proof value': changed(c, 'proof.0.proofValue', (s) => flip(s, 20)),
    'proof value cut': changed(c, 'proof.0.proofValue', (s) => s.slice(0, -1)),
    'proof of another credential': changed(c, 'proof', other.proof),
    'key of another issuer': changed(c, 'proof.0.verificationMethod', foreign.proof[0].verificationMethod),
    'a key that is not there': changed(c, 'proof.0.verificationMethod', (s) => flip(s, s.length - 3)),
    'time of the proof': changed(c, 'proof.0.created', (s) => s.replace(/^..../, '2020')),
    'purpose of the proof': changed(c, 'proof.0.proofPurpose', 'authentication'),
    'another suite': changed(c, 'proof.0.cryptosuite', 'ecdsa-rdfc-2019'),
    'a suite that does not exist': changed(c, 'proof.0.cryptosuite', 'none'),
    'an older kind of proof': changed(c, 'proof.0', (p) => ({ ...p, type: 'Ed25519Signature2020', cryptosuite: undefined })),
    'no proof': unsigned,
    'an empty proof': changed(c, 'proof', []),
    'signed by a stranger\'s own key': await resign(c, malloryKey),
    'signed by a stranger in the issuer\'s name': await resign(c, c.proof[0].verificationMethod),
    'a stranger as issuer, the issuer\'s key': changed(c, 'issuer', 'did:key:' + mallory.publicKeyMultibase),
    'a context stripped': changed(c, '@context', (list_) => list_.slice(0, 2)),
    'no context': changed(c, '@context', undefined),
    'contexts in another order': changed(c, '@context', (list_) => [list_[1], list_[0], list_[2]]),
    'a context that gives a word another meaning': changed(c, '@context', (list_) => [...list_, { name: 'https://example.org/alias' }]),
    'a context for unknown words, and one': changed(changed(c, '@context', (list_) => [...list_, 'https://www.w3.org/ns/credentials/undefined-terms/v2']), 'rank', 'first'),
    'an unknown word': changed(c, 'rank', 'first'),
    'an unknown word within': changed(c, 'credentialSubject.achievement.rank', 'first'),
    'a known word more': changed(c, 'credentialSubject.role', 'Captain'),
    'a type more': changed(c, 'type', (types) => [...types, 'EndorsementCredential']),
    'a type less': changed(c, 'type', (types) => types.slice(0, 1)),
    'a name in a language': changed(c, 'name', (s) => ({ '@value': s, '@language': 'en' })),
    'two subjects': changed(c, 'credentialSubject', (s) => [s, { id: 'did:example:mallory', type: ['AchievementSubject'], achievement: { id: s.achievement.id } }]),
  };
}

const encode = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const decode = (part) => JSON.parse(Buffer.from(part, 'base64url'));

/** token: a good JWS. other: another of the same issuer, foreign: of another issuer. jwk: its key; pem: the same. payload(p): what a forger would claim. */
export function tokens(token, { other, foreign, jwk, pem, forged }) {
  const [head, body, signature] = token.split('.'), header = decode(head), payload = decode(body);
  const join = (h, p = payload, s = signature) => [encode(h), encode(p), s].join('.');
  const keyed = (h, secret, p = payload) => {
    const input = `${encode(h)}.${encode(p)}`;
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
  };
  const mallory = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const mine = (h, p = payload) => {
    const input = `${encode(h)}.${encode(p)}`;
    return `${input}.${createSign('RSA-SHA256').update(input).sign(mallory.privateKey).toString('base64url')}`;
  };
  const list = {
    'alg none': `${encode({ ...header, alg: 'none' })}.${body}.`,
    'alg none, signature kept': join({ ...header, alg: 'none' }),
    'alg None': `${encode({ ...header, alg: 'None' })}.${body}.`,
    'HS256 with the public key as PEM': keyed({ ...header, alg: 'HS256' }, pem),
    'HS256 with the public key as JWK': keyed({ ...header, alg: 'HS256' }, JSON.stringify(jwk)),
    'HS256 and a change, with the public key': keyed({ ...header, alg: 'HS256' }, pem, forged(structuredClone(payload))),
    'another hash': join({ ...header, alg: header.alg.replace('256', '512') }),
    'PS256': join({ ...header, alg: 'PS256' }),
    'no alg': join({ ...header, alg: undefined }),
    'a change': join(header, forged(structuredClone(payload))),
    'one character of the signature': [head, body, flip(signature, 30)].join('.'),
    'no signature': [head, body, ''].join('.'),
    'signature of another': [head, body, other.split('.')[2]].join('.'),
    'payload of another': [head, other.split('.')[1], signature].join('.'),
    'payload of another issuer': [head, foreign.split('.')[1], signature].join('.'),
    'a part more': token + '.' + signature,
    'a part less': [head, body].join('.'),
    'signed by a stranger': mine(header),
    'signed by a stranger, with a change': mine(header, forged(structuredClone(payload))),
    'signed by a stranger, key in the header': mine({ alg: 'RS256', typ: 'JWT', jwk: mallory.publicKey.export({ format: 'jwk' }) }),
    'a header that must be understood': mine({ ...header, crit: ['b64'], b64: false }),
  };
  if (header.kid) list['key of another issuer'] = join({ ...header, kid: decode(foreign.split('.')[0]).kid });
  return list;
}
export { decode };
