#include "core/ob_credential.h"
#include "base/id.h"
#include "core/openbadges/jws.h"
#include <apr_strings.h>
#include <ctype.h>
#include <string.h>

#define ID_BYTES_MAX 2000

static int has(const json_t *list, const char *word)
{
    size_t i;
    json_t *v;
    json_array_foreach(list, i, v)
        if (json_is_string(v) && !strcmp(json_string_value(v), word))
            return 1;
    return json_is_string(list) && !strcmp(json_string_value(list), word);
}

static int hex(char c) { return isdigit((unsigned char)c) ? c - '0' : tolower((unsigned char)c) - 'a' + 10; }

/* Percent signs undone, white space at the ends cut off: what is compared. */
static const char *plain(const char *s, apr_pool_t *pool)
{
    char *out = apr_pstrdup(pool, s), *o = out;
    for (; *s; s++)
        if (*s == '%' && isxdigit((unsigned char)s[1]) && isxdigit((unsigned char)s[2]) && (s[1] != '0' || s[2] != '0')) {
            *o++ = (char)(hex(s[1]) * 16 + hex(s[2]));
            s += 2;
        } else {
            *o++ = *s;
        }
    while (o > out && isspace((unsigned char)o[-1]))
        o--;
    *o = 0;
    while (isspace((unsigned char)*out))
        out++;
    return out;
}

void bdg_ob_credential_key(unsigned char key[32], const char *id, const char *issuer, apr_pool_t *pool)
{
    bdg_sha256_t h;
    bdg_sha256_begin(&h);
    bdg_sha256_more(&h, "credential", sizeof "credential");
    bdg_sha256_more(&h, plain(issuer, pool), strlen(plain(issuer, pool)) + 1);
    bdg_sha256_more(&h, plain(id, pool), strlen(plain(id, pool)));
    bdg_sha256_end(&h, key);
}

static const char *id_of(const json_t *v) { return json_is_object(v) ? bdg_json_get_str(v, "id") : json_string_value(v); }

static bdg_err_t *identify(bdg_ob_credential_t *out, const char *id, const char *issuer, apr_pool_t *pool)
{
    if (!id || !issuer || !*plain(id, pool) || !*plain(issuer, pool) || strlen(id) > ID_BYTES_MAX || strlen(issuer) > ID_BYTES_MAX)
        return bdg_err(BDG_E_INVALID, "A credential has an id, and an issuer with an id.");
    out->id = id;
    out->issuer = issuer;
    bdg_ob_credential_key(out->key, id, issuer, pool);
    return NULL;
}

static bdg_err_t *check_type(const json_t *credential)
{
    const json_t *type = json_object_get(credential, "type");
    if (has(type, "VerifiableCredential") && (has(type, "OpenBadgeCredential") || has(type, "AchievementCredential")))
        return NULL;
    return bdg_err(BDG_E_INVALID, "This is no AchievementCredential (OpenBadgeCredential) of Open Badges 3.0.");
}

/* Of data model 2.0 the claims are the credential; of 1.1 it stands below vc. */
static bdg_err_t *read_claims(bdg_ob_credential_t *out, apr_pool_t *pool)
{
    bdg_jws_t *jws;
    json_t *claims;
    BDG_TRY(bdg_jws_parse(&jws, out->text, out->len, pool));
    BDG_TRY(bdg_jws_claims(&claims, jws, pool));
    const json_t *vc = json_object_get(claims, "vc"), *c = json_is_object(vc) ? vc : claims;
    BDG_TRY(check_type(c));
    const char *id = bdg_json_get_str(c, "id"), *issuer = id_of(json_object_get(c, "issuer"));
    return identify(out, id ? id : bdg_json_get_str(claims, "jti"), issuer ? issuer : bdg_json_get_str(claims, "iss"), pool);
}

bdg_err_t *bdg_ob_credential_read(bdg_ob_credential_t *out, const char *data, size_t len, apr_pool_t *pool)
{
    json_t *c;
    for (; len && isspace((unsigned char)*data); len--)
        data++;
    while (len && isspace((unsigned char)data[len - 1]))
        len--;
    *out = (bdg_ob_credential_t){ .text = data, .len = len, .jws = bdg_jws_is(data, len) };
    if (out->jws)
        return read_claims(out, pool);
    BDG_TRY(bdg_json_parse(&c, data, len, BDG_OB_CREDENTIAL_MAX, pool));
    if (!json_is_object(c))
        return bdg_err(BDG_E_INVALID, "A credential is a JSON object.");
    BDG_TRY(check_type(c));
    return identify(out, bdg_json_get_str(c, "id"), id_of(json_object_get(c, "issuer")), pool);
}
