#include "core/openbadges/jws.h"
#include "base/str.h"
#include <apr_strings.h>
#include <string.h>

#define KID_MAX 2000

static int is_char(unsigned char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_'; }
static int is_space(unsigned char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

static void trim(const char **text, size_t *len)
{
    while (*len && is_space((unsigned char)**text)) {
        ++*text;
        --*len;
    }
    while (*len && is_space((unsigned char)(*text)[*len - 1]))
        --*len;
}

int bdg_jws_is(const char *text, size_t len)
{
    int dots = 0;
    trim(&text, &len);
    if (len < 5 || memcmp(text, "ey", 2))
        return 0;
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '.')
            dots++;
        else if (!is_char((unsigned char)text[i]))
            return 0;
    }
    return dots == 2;
}

/* ---------------------------------------------------------------- reading */

static bdg_err_t *decode(const unsigned char **out, size_t *out_len, const char *part, size_t len, const char *what, apr_pool_t *pool)
{
    unsigned char *bytes;
    if (!len)
        return bdg_err(BDG_E_MALFORMED, "The %s of this signed text is empty.", what);
    if (!bdg_base64url_decode(part, len, &bytes, out_len, pool))
        return bdg_err(BDG_E_MALFORMED, "The %s of this signed text is not written in base64url.", what);
    *out = bytes;
    return NULL;
}

static bdg_err_t *string_member(const char **out, const json_t *header, const char *name, size_t max)
{
    const json_t *v = json_object_get(header, name);
    *out = NULL;
    if (!v)
        return NULL;
    if (!json_is_string(v) || json_string_length(v) > max)
        return bdg_err(BDG_E_INVALID, "\"%s\" in the header of this signed text is not what it should be.", name);
    *out = json_string_value(v);
    for (const char *c = *out; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            return bdg_err(BDG_E_INVALID, "\"%s\" in the header of this signed text has control characters.", name);
    return NULL;
}

static bdg_err_t *check_alg(const char *alg)
{
    static const char *const known[] = { "RS256", "ES256", "ES384", "EdDSA", "Ed25519" };
    if (!alg)
        return bdg_err(BDG_E_INVALID, "The header of this signed text does not say how it was signed (\"alg\").");
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(alg, known[i]))
            return NULL;
    if (!strcasecmp(alg, "none"))
        return bdg_err(BDG_E_INVALID, "This text is not signed at all (\"alg\" is none).");
    if (!strncasecmp(alg, "HS", 2))
        return bdg_err(BDG_E_INVALID, "This text is signed with a shared secret (\"alg\" is HS...), which proves nothing to others.");
    return bdg_err(BDG_E_INVALID, "This text is signed in a way that is not taken: RS256, ES256, ES384 and EdDSA are.");
}

/* What changes the meaning of the rest: RFC 7515, 4.1.11; RFC 7797; RFC 7516, 4.1.3. */
static bdg_err_t *check_extensions(const json_t *header)
{
    const json_t *b64 = json_object_get(header, "b64");
    if (json_object_get(header, "crit"))
        return bdg_err(BDG_E_INVALID, "The header of this signed text asks for an extension (\"crit\"), and none is known here.");
    if (b64 && !json_is_true(b64))
        return bdg_err(BDG_E_INVALID, "The payload of this signed text is not encoded (\"b64\"), which is not taken.");
    if (json_object_get(header, "zip") || json_object_get(header, "enc"))
        return bdg_err(BDG_E_INVALID, "This text is packed or encrypted, which is not taken.");
    return NULL;
}

static bdg_err_t *read_header(bdg_jws_t *j, const char *part, size_t len, apr_pool_t *pool)
{
    const unsigned char *text;
    size_t n;
    if (len > BDG_JWS_HEADER_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "The header of this signed text is larger than %u characters.", BDG_JWS_HEADER_MAX);
    BDG_TRY(decode(&text, &n, part, len, "header", pool));
    bdg_err_t *e = bdg_json_parse(&j->header, (const char *)text, n, BDG_JWS_HEADER_MAX, pool);
    if (e || !json_is_object(j->header)) {
        bdg_err_clear(e);
        return bdg_err(BDG_E_MALFORMED, "The header of this signed text is no JSON object, or names something twice.");
    }
    BDG_TRY(string_member(&j->alg, j->header, "alg", 32));
    BDG_TRY(check_alg(j->alg));
    BDG_TRY(check_extensions(j->header));
    BDG_TRY(string_member(&j->kid, j->header, "kid", KID_MAX));
    BDG_TRY(string_member(&j->typ, j->header, "typ", 100));
    if (j->typ && !strncasecmp(j->typ, "application/", 12))
        j->typ += 12;
    j->jwk = json_object_get(j->header, "jwk");
    return !j->jwk || json_is_object(j->jwk) ? NULL : bdg_err(BDG_E_INVALID, "\"jwk\" in the header of this signed text is no key.");
}

bdg_err_t *bdg_jws_parse(bdg_jws_t **out, const char *text, size_t len, apr_pool_t *pool)
{
    bdg_jws_t *j = apr_pcalloc(pool, sizeof *j);
    trim(&text, &len);
    if (len > BDG_JWS_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "This signed text is larger than %u MB.", BDG_JWS_MAX >> 20);
    const char *end = text + len, *payload = len ? memchr(text, '.', len) : NULL;
    const char *signature = payload ? memchr(payload + 1, '.', (size_t)(end - payload - 1)) : NULL;
    if (!signature || memchr(signature + 1, '.', (size_t)(end - signature - 1)))
        return bdg_err(BDG_E_MALFORMED, "This is no signed text: it does not have three parts.");
    BDG_TRY(read_header(j, text, (size_t)(payload - text), pool));
    BDG_TRY(decode(&j->payload, &j->payload_len, payload + 1, (size_t)(signature - payload - 1), "payload", pool));
    BDG_TRY(decode(&j->signature, &j->signature_len, signature + 1, (size_t)(end - signature - 1), "signature", pool));
    j->input_len = (size_t)(signature - text);
    j->input = apr_pstrmemdup(pool, text, j->input_len);
    *out = j;
    return NULL;
}

bdg_err_t *bdg_jws_claims(json_t **claims, const bdg_jws_t *j, apr_pool_t *pool)
{
    bdg_err_t *e = bdg_json_parse(claims, (const char *)j->payload, j->payload_len, BDG_JWS_MAX, pool);
    if (e)
        return bdg_err_wrap(e, BDG_E_MALFORMED, "What is signed is no JSON, or names something twice.");
    return json_is_object(*claims) ? NULL : bdg_err(BDG_E_MALFORMED, "What is signed is no JSON object.");
}

bdg_err_t *bdg_jws_check_typ(const bdg_jws_t *j)
{
    static const char *const fine[] = { "JWT", "vc+jwt", "vc+ld+jwt", "vc+ld+json+jwt", "JOSE" };
    for (size_t i = 0; j->typ && i < sizeof fine / sizeof *fine; i++)
        if (!strcasecmp(j->typ, fine[i]))
            return NULL;
    return j->typ ? bdg_err(BDG_E_INVALID, "This signed text is for something else than a credential (\"typ\").") : NULL;
}

bdg_err_t *bdg_jws_verify(const bdg_jws_t *j, const bdg_keypair_t *key)
{
    const char *own = bdg_key_kind_alg(bdg_keypair_kind(key));
    if (strcmp(j->alg, own) && (bdg_keypair_kind(key) != BDG_KEY_ED25519 || strcmp(j->alg, "Ed25519")))
        return bdg_err(BDG_E_INVALID, "The text says that it is signed by %s, and the key is for %s.", j->alg, own);
    if (!bdg_keypair_verify(key, j->input, j->input_len, j->signature, j->signature_len))
        return bdg_err(BDG_E_INVALID, "The signature does not fit: the text was changed, or another key signed it.");
    return NULL;
}

/* ---------------------------------------------------------------- writing */

static void add_base64url(bdg_buf_t *out, const void *data, size_t len)
{
    const unsigned char *p = data;
    char piece[4096];
    for (size_t n; len; p += n, len -= n) {
        n = len < 3072 ? len : 3072;
        bdg_buf_add(out, piece, bdg_base64url_encode(piece, p, n));
    }
}

static const bdg_buf_t *header_of(const bdg_keypair_t *key, const char *kid, const char *typ, apr_pool_t *pool)
{
    bdg_buf_t *h = bdg_buf_make(BDG_JWS_HEADER_MAX, pool);
    bdg_buf_str(h, "{\"alg\":");
    bdg_json_write_str(h, bdg_key_kind_alg(bdg_keypair_kind(key)));
    if (kid) {
        bdg_buf_str(h, ",\"kid\":");
        bdg_json_write_str(h, kid);
    }
    if (typ) {
        bdg_buf_str(h, ",\"typ\":");
        bdg_json_write_str(h, typ);
    }
    bdg_buf_char(h, '}');
    return h;
}

bdg_err_t *bdg_jws_make(bdg_buf_t *out, const bdg_keypair_t *key, const char *kid, const char *typ, const void *payload, size_t len, apr_pool_t *pool)
{
    unsigned char sig[BDG_SIGNATURE_MAX];
    size_t n, begin = out->len;
    const bdg_buf_t *header = header_of(key, kid, typ, pool);
    BDG_TRY(bdg_buf_check(header));
    bdg_buf_room(out, (header->len + len + BDG_SIGNATURE_MAX) / 3 * 4 + 16);
    add_base64url(out, header->data, header->len);
    bdg_buf_char(out, '.');
    add_base64url(out, payload, len);
    BDG_TRY(bdg_buf_check(out));
    BDG_TRY(bdg_keypair_sign(sig, &n, key, out->data + begin, out->len - begin));
    bdg_buf_char(out, '.');
    add_base64url(out, sig, n);
    return bdg_buf_check(out);
}
