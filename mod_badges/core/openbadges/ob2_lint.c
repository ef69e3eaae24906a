/* What an Assertion must be before it is signed: a key's signature cannot be taken back. */
#include "base/str.h"
#include "core/openbadges/jws.h"
#include "core/openbadges/ob2_signed.h"
#include <string.h>

static bdg_err_t *wrong(const char *member, const char *what) { return bdg_err(BDG_E_INVALID, "\"%s\" %s.", member, what); }

/* A text of the member; NULL and an error when it is none. */
static bdg_err_t *text(const char **out, const json_t *o, const char *member)
{
    const json_t *v = json_object_get(o, member);
    *out = json_string_value(v);
    return *out && **out ? NULL : wrong(member, v ? "is not a text" : "is missing");
}

static bdg_err_t *address(const json_t *o, const char *member)
{
    const char *s, *why;
    BDG_TRY(text(&s, o, member));
    why = bdg_url_problem(s);
    return why ? wrong(member, "is not an address") : NULL;
}

static bdg_err_t *equal(const json_t *o, const char *member, const char *want)
{
    const char *s;
    BDG_TRY(text(&s, o, member));
    return strcmp(s, want) ? wrong(member, "is not what it should be") : NULL;
}

/* Each character of the shape: 'x' a hex digit in lower case, '0' a digit, else itself. */
static int shaped(const char *s, const char *shape)
{
    for (; *shape; shape++, s++)
        if (*shape == 'x' ? !*s || !strchr("0123456789abcdef", *s) : *shape == '0' ? *s < '0' || *s > '9' : *s != *shape)
            return 0;
    return !*s;
}

static bdg_err_t *time_of(const char **out, const json_t *o, const char *member)
{
    BDG_TRY(text(out, o, member));
    return shaped(*out, "0000-00-00T00:00:00Z") ? NULL : wrong(member, "is not a time with its zone");
}

/* Section "Extensions": an object with a context of its own, which says that it is one. */
static int is_extension(const char *name, const json_t *v)
{
    const json_t *types = json_object_get(v, "type");
    for (size_t i = 0; !strncmp(name, "extensions:", 11) && i < json_array_size(types); i++)
        if (json_is_string(json_array_get(types, i)) && !strcmp(json_string_value(json_array_get(types, i)), "Extension"))
            return json_is_string(json_object_get(v, "@context"));
    return 0;
}

/* No member but these and extensions; a NULL ends them. Nothing null, no empty list. */
static bdg_err_t *only(const json_t *o, const char *const *known)
{
    const char *name;
    json_t *v;
    json_object_foreach((json_t *)o, name, v) {
        const char *const *k = known;
        while (*k && strcmp(*k, name))
            k++;
        if (!*k && !is_extension(name, v))
            return wrong(name, "does not belong here");
        if (json_is_null(v) || (json_is_array(v) && !json_array_size(v)))
            return wrong(name, "is empty");
    }
    return NULL;
}

static bdg_err_t *lint_recipient(const json_t *r)
{
    static const char *const known[] = { "type", "hashed", "salt", "identity", NULL }, *const types[] = { "email", "url", "telephone", "id" };
    const char *type, *identity, *salt;
    if (!json_is_object(r))
        return wrong("recipient", "is missing");
    BDG_TRY(only(r, known));
    BDG_TRY(text(&type, r, "type"));
    BDG_TRY(text(&identity, r, "identity"));
    BDG_TRY(text(&salt, r, "salt"));
    int t = 0;
    while (t < 4 && strcmp(type, types[t]))
        t++;
    if (t == 4 || !json_is_true(json_object_get(r, "hashed")) || strncmp(identity, "sha256$", 7) ||
        !shaped(identity + 7, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"))
        return wrong("recipient", "is not a hashed identity");
    return NULL;
}

static bdg_err_t *lint_verification(const json_t *v, const char *creator)
{
    static const char *const known[] = { "type", "creator", NULL };
    if (!json_is_object(v))
        return wrong("verification", "is missing");
    BDG_TRY(only(v, known));
    BDG_TRY(equal(v, "type", creator ? "SignedBadge" : "HostedBadge"));
    return creator ? equal(v, "creator", creator) : json_object_get(v, "creator") ? wrong("creator", "does not belong here") : NULL;
}

static bdg_err_t *lint_evidence(const json_t *list)
{
    static const char *const known[] = { "type", "id", "name", "narrative", "description", "genre", "audience", NULL };
    if (list && !json_is_array(list))
        return wrong("evidence", "is not a list");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *e = json_array_get(list, i);
        if (!json_is_object(e))
            return wrong("evidence", "is not a list of objects");
        BDG_TRY(only(e, known));
        BDG_TRY(equal(e, "type", "Evidence"));
        if (json_object_get(e, "id"))
            BDG_TRY(address(e, "id"));
    }
    return NULL;
}

static bdg_err_t *lint_times(const json_t *d)
{
    const char *issued, *expires;
    BDG_TRY(time_of(&issued, d, "issuedOn"));
    if (!json_object_get(d, "expires"))
        return NULL;
    BDG_TRY(time_of(&expires, d, "expires"));
    return strcmp(expires, issued) > 0 ? NULL : wrong("expires", "is before \"issuedOn\"");
}

bdg_err_t *bdg_ob2_lint(const char *json, size_t len, const char *creator, apr_pool_t *pool)
{
    static const char *const known[] = { "@context", "type", "id", "recipient", "badge", "verification", "issuedOn", "expires", "image", "narrative", "evidence",
        "endorsement", "@language", NULL };
    json_t *d;
    const char *id;
    BDG_TRY(bdg_json_parse(&d, json, len, BDG_JWS_MAX, pool));
    if (!json_is_object(d))
        return bdg_err(BDG_E_INVALID, "This is no object.");
    BDG_TRY(only(d, known));
    BDG_TRY(equal(d, "@context", BDG_OB2_CONTEXT));
    BDG_TRY(equal(d, "type", "Assertion"));
    if (creator) {
        BDG_TRY(text(&id, d, "id"));
        if (!shaped(id, "urn:uuid:xxxxxxxx-xxxx-4xxx-xxxx-xxxxxxxxxxxx"))
            return wrong("id", "is not a UUID");
    } else {
        BDG_TRY(address(d, "id"));
    }
    BDG_TRY(lint_recipient(json_object_get(d, "recipient")));
    BDG_TRY(lint_verification(json_object_get(d, "verification"), creator));
    BDG_TRY(address(d, "badge"));
    BDG_TRY(address(d, "image"));
    BDG_TRY(lint_times(d));
    return lint_evidence(json_object_get(d, "evidence"));
}
