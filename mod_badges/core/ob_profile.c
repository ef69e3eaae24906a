#include "core/ob_profile.h"
#include "base/id.h"
#include "base/str.h"
#include "core/recipient.h"
#include "store/audit.h"
#include "store/oauth.h"
#include <apr_strings.h>
#include <ctype.h>
#include <string.h>

#define CONTEXT "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

/* An id that stays: a name-like UUID (RFC 9562, version 8) of the account's public id. */
static const char *profile_id(const char *account, apr_pool_t *pool)
{
    unsigned char h[32];
    const char *text = apr_pstrcat(pool, "profile:", account, NULL);
    bdg_sha256(text, strlen(text), h);
    h[6] = (unsigned char)((h[6] & 0x0f) | 0x80);
    h[8] = (unsigned char)((h[8] & 0x3f) | 0x80);
    const char *x = bdg_hex(h, 16, pool);
    return apr_psprintf(pool, "urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s", x, x + 8, x + 12, x + 16, x + 20);
}

bdg_err_t *bdg_ob_profile(json_t **profile, bdg_db_t *db, const bdg_actor_t *actor, apr_pool_t *pool)
{
    const char *text;
    BDG_TRY(bdg_account_profile_load(&text, db, actor->account_id, pool));
    if (text)
        return bdg_json_parse(profile, text, strlen(text), BDG_OB_PROFILE_MAX * 2, pool);
    json_t *p = *profile = bdg_json_object(pool);
    bdg_json_set(p, "@context", json_pack("[s,s]", "https://www.w3.org/ns/credentials/v2", CONTEXT));
    bdg_json_str(p, "id", profile_id(actor->account_public_id, pool));
    bdg_json_set(p, "type", json_pack("[s]", "Profile"));
    bdg_json_str(p, "name", actor->name);
    bdg_json_str(p, "email", actor->email);
    return NULL;
}

/* ---------------------------------------------------------------- putting */

static bdg_err_t *wrong(const char *what) { return bdg_err(BDG_E_INVALID, "This is no Profile of Open Badges 3.0: %s.", what); }

static int names_profile(const json_t *type)
{
    size_t i;
    json_t *v;
    json_array_foreach(type, i, v)
        if (json_is_string(v) && !strcmp(json_string_value(v), "Profile"))
            return 1;
    return json_is_string(type) && !strcmp(json_string_value(type), "Profile");
}

/* A URI: a scheme, a colon, and something visible after it (RFC 3986, 3). */
static int is_uri(const char *s)
{
    size_t n = s ? strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.") : 0;
    if (!n || s[n] != ':' || !s[n + 1] || !isalpha((unsigned char)*s) || strlen(s) > 2000)
        return 0;
    for (const char *p = s + n; *p; p++)
        if ((unsigned char)*p <= 0x20 || *p == 0x7f)
            return 0;
    return 1;
}

static bdg_err_t *check_texts(const json_t *profile)
{
    static const char *const texts[] = { "name", "phone", "description", "email", "url", "official", "familyName", "givenName", "additionalName", "patronymicName",
        "honorificPrefix", "honorificSuffix", "familyNamePrefix", "dateOfBirth" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const json_t *v = json_object_get(profile, texts[i]);
        if (v && !json_is_string(v))
            return bdg_err(BDG_E_INVALID, "This is no Profile of Open Badges 3.0: %s is a text.", texts[i]);
    }
    return NULL;
}

static bdg_err_t *check_email(bdg_db_t *db, const bdg_actor_t *actor, const char *email, apr_pool_t *pool)
{
    apr_array_header_t *rows;
    if (!email)
        return NULL;
    const char *mine = bdg_email_problem(email) ? "" : bdg_email_normalise(email, pool);
    if (!strcmp(mine, actor->email))
        return NULL;
    BDG_TRY(bdg_recipient_identities(&rows, db, actor->account_id, pool));
    for (int i = 0; i < rows->nelts; i++)
        if (!strcmp(mine, APR_ARRAY_IDX(rows, i, bdg_identity_t).identity))
            return NULL;
    return bdg_err(BDG_E_INVALID, "This email address is none that the person has proven here.");
}

typedef struct put_t { const bdg_actor_t *actor; const char *json; } put_t;

static bdg_err_t *put(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const put_t *p = baton;
    BDG_TRY(bdg_account_profile_put(db, p->actor->account_id, p->json));
    return bdg_audit(db, 0, p->actor->account_id, p->actor->address, "profile.put", "account", p->actor->account_id, NULL, NULL, scratch);
}

bdg_err_t *bdg_ob_profile_put(bdg_db_t *db, const bdg_actor_t *actor, const json_t *profile, apr_pool_t *pool)
{
    const char *key;
    json_t *value;
    if (!json_is_object(profile))
        return wrong("it is no object");
    if (!is_uri(bdg_json_get_str(profile, "id")) || !names_profile(json_object_get(profile, "type")))
        return wrong("it has an id that is a URI, and a type that is Profile");
    json_object_foreach((json_t *)profile, key, value)
        if (json_is_null(value))
            return wrong("what is not there is left out, not null");
    BDG_TRY(check_texts(profile));
    BDG_TRY(check_email(db, actor, bdg_json_get_str(profile, "email"), pool));
    put_t p = { actor, bdg_json_dump(profile, pool) };
    return bdg_db_tx(db, put, &p, pool);
}
