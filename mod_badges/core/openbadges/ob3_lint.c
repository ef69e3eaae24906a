#include "core/openbadges/ob3_lint.h"
#include "base/str.h"
#include <apr_hash.h>
#include <apr_strings.h>
#include <string.h>

#define DEPTH_MAX 10

typedef enum { IS_TEXT, IS_ADDRESS, IS_TIME, IS_NUMBER, IS_DECIMAL, IS_TRUE, IS_OBJECT, IS_TYPE /* what its own type must be */ } is_e;
enum { MAY = 0, MUST = 1, MANY = 2 /* an array, of at least one */ };

typedef struct kind_t kind_t;
typedef struct member_t { const char *name; is_e is; int flags; const kind_t *kind; const char *type; } member_t;
struct kind_t { const char *name; const member_t *members; };

#define KIND(variable, name, ...) static const member_t variable##_members[] = { __VA_ARGS__, { NULL, IS_TEXT, 0, NULL, NULL } }; \
    static const kind_t variable = { name, variable##_members }
#define M(name, is, flags) { name, IS_##is, flags, NULL, NULL }
#define O(name, flags, kind) { name, IS_OBJECT, flags, kind, NULL }
#define TYPE(type) { "type", IS_TYPE, MUST, NULL, type }
#define TYPES(type) { "type", IS_TYPE, MUST | MANY, NULL, type }

KIND(image, "Image", M("id", ADDRESS, MUST), TYPE("Image"));
KIND(criteria, "criteria", M("id", ADDRESS, MUST), M("narrative", TEXT, MAY));
KIND(reference, "creator", M("id", ADDRESS, MUST), TYPES("Profile"));
KIND(alignment, "Alignment", TYPES("Alignment"), M("targetName", TEXT, MUST), M("targetUrl", ADDRESS, MUST), M("targetDescription", TEXT, MAY),
     M("targetFramework", TEXT, MAY), M("targetCode", TEXT, MAY));
KIND(related, "Related", M("id", ADDRESS, MUST), TYPES("Related"), M("inLanguage", TEXT, MAY), M("version", TEXT, MAY));
KIND(result_description, "ResultDescription", M("id", ADDRESS, MUST), TYPES("ResultDescription"), M("name", TEXT, MUST), M("description", TEXT, MAY),
     M("resultType", TEXT, MUST), M("allowedValue", TEXT, MANY));
KIND(refresh, "refreshService", M("id", ADDRESS, MUST), TYPE("1EdTechCredentialRefresh"));
KIND(proof, "proof", TYPE("DataIntegrityProof"), M("created", TIME, MUST), M("verificationMethod", ADDRESS, MUST), M("cryptosuite", TEXT, MUST),
     M("proofPurpose", TEXT, MUST), M("proofValue", TEXT, MUST));
KIND(endorser, "Profile", M("id", ADDRESS, MUST), TYPES("Profile"), M("name", TEXT, MUST));
KIND(endorsed, "EndorsementSubject", M("id", ADDRESS, MUST), TYPES("EndorsementSubject"), M("endorsementComment", TEXT, MUST));
KIND(endorsement, "endorsement", M("@context", ADDRESS, MUST | MANY), M("id", ADDRESS, MUST), M("type", TEXT, MUST | MANY), M("name", TEXT, MUST),
     O("issuer", MUST, &endorser), M("validFrom", TIME, MUST), O("credentialSubject", MUST, &endorsed), O("refreshService", MUST, &refresh), O("proof", MANY, &proof));
KIND(profile, "Profile", M("id", ADDRESS, MUST), TYPES("Profile"), M("name", TEXT, MUST), M("url", ADDRESS, MAY), M("email", TEXT, MAY), M("description", TEXT, MAY),
     M("phone", TEXT, MAY), O("image", MAY, &image), O("endorsement", MANY, &endorsement));
KIND(achievement, "Achievement", M("id", ADDRESS, MUST), TYPES("Achievement"), M("name", TEXT, MUST), M("description", TEXT, MUST), O("criteria", MUST, &criteria),
     O("image", MUST, &image), O("creator", MUST, &reference), M("inLanguage", TEXT, MAY), M("version", TEXT, MUST), M("tag", TEXT, MANY),
     M("achievementType", TEXT, MAY), M("creditsAvailable", DECIMAL, MAY), M("fieldOfStudy", TEXT, MAY), M("specialization", TEXT, MAY), M("humanCode", TEXT, MAY),
     O("alignment", MANY, &alignment), O("resultDescription", MANY, &result_description), O("related", MANY, &related),
     O("endorsement", MANY, &endorsement));
KIND(identity, "IdentityObject", TYPE("IdentityObject"), M("hashed", TRUE, MUST), M("identityHash", TEXT, MUST), M("identityType", TEXT, MUST), M("salt", TEXT, MUST));
KIND(result, "Result", TYPES("Result"), M("resultDescription", ADDRESS, MUST), M("value", TEXT, MUST));
KIND(subject, "AchievementSubject", M("id", ADDRESS, MUST), TYPES("AchievementSubject"), O("identifier", MUST | MANY, &identity), M("narrative", TEXT, MAY),
     O("result", MANY, &result), O("achievement", MUST, &achievement));
KIND(evidence, "Evidence", M("id", ADDRESS, MAY), TYPES("Evidence"), M("name", TEXT, MAY), M("narrative", TEXT, MAY), M("description", TEXT, MAY));
KIND(schema, "credentialSchema", M("id", ADDRESS, MUST), TYPE("1EdTechJsonSchemaValidator2019"));
KIND(bitstring_entry, "credentialStatus", M("id", ADDRESS, MUST), TYPE("BitstringStatusListEntry"), M("statusPurpose", TEXT, MUST), M("statusListIndex", TEXT, MUST),
     M("statusListCredential", ADDRESS, MUST));
KIND(revocation_entry, "credentialStatus", M("id", ADDRESS, MUST), TYPE("1EdTechRevocationList"));
KIND(credential, "credential", M("@context", ADDRESS, MUST | MANY), M("id", ADDRESS, MUST), M("type", TEXT, MUST | MANY), M("name", TEXT, MUST),
     O("issuer", MUST, &profile), M("validFrom", TIME, MUST), M("awardedDate", TIME, MUST), M("validUntil", TIME, MAY), O("image", MUST, &image),
     O("credentialSubject", MUST, &subject), O("evidence", MANY, &evidence), O("endorsement", MANY, &endorsement), O("credentialSchema", MUST | MANY, &schema),
     O("credentialStatus", MUST, NULL), O("refreshService", MUST, &refresh), O("proof", MANY, &proof),
     M("iss", ADDRESS, MAY), M("jti", ADDRESS, MAY), M("sub", ADDRESS, MAY), M("nbf", NUMBER, MAY), M("exp", NUMBER, MAY));

typedef struct lint_t { const char *path[2 * DEPTH_MAX]; int depth; apr_hash_t *ids; apr_pool_t *pool; } lint_t;

static bdg_err_t *wrong(const lint_t *l, const char *member, const char *what)
{
    const char *path = "";
    for (int i = 0; i < l->depth; i++)
        path = apr_pstrcat(l->pool, path, l->path[i], ".", NULL);
    return bdg_err(BDG_E_INVALID, "%s%s %s.", path, member, what);
}

/* A scheme, a colon, and nothing that an IRI cannot have. */
static int address_fits(const char *s)
{
    static const char first[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
    if (!n || !strchr(first, *s) || s[n] != ':' || !s[n + 1])
        return 0;
    for (; *s; s++)
        if ((unsigned char)*s <= 0x20 || strchr("<>\"{}|\\^`", *s))
            return 0;
    return 1;
}

static int time_fits(const char *s)
{
    const char *shape = "0000-00-00T00:00:00Z";
    for (; *shape && *s; shape++, s++)
        if (*shape == '0' ? *s < '0' || *s > '9' : *s != *shape)
            return 0;
    return !*shape && !*s;
}

static bdg_err_t *object(lint_t *l, const json_t *o, const kind_t *kind);
static bdg_err_t *endorsement_inside(lint_t *l, const json_t *doc);

static bdg_err_t *value(lint_t *l, const json_t *v, const member_t *m)
{
    const char *s = json_string_value(v);
    switch (m->is) {
    case IS_NUMBER:
        return json_is_integer(v) ? NULL : wrong(l, m->name, "is not a whole number");
    case IS_DECIMAL:
        return json_is_number(v) ? NULL : wrong(l, m->name, "is not a number");
    case IS_TRUE:
        return json_is_true(v) ? NULL : wrong(l, m->name, "is not true");
    case IS_OBJECT: {
        const kind_t *kind = m->kind;
        const char *type = bdg_json_get_str(v, "type");
        if (!kind)
            kind = type && !strcmp(type, "1EdTechRevocationList") ? &revocation_entry : &bitstring_entry;
        l->path[l->depth++] = m->name;
        bdg_err_t *e = kind == &endorsement ? endorsement_inside(l, v) : object(l, v, kind);
        l->depth--;
        return e;
    }
    default:
        break;
    }
    if (!s || bdg_is_blank(s))
        return wrong(l, m->name, s ? "is blank" : "is not a text");
    if (m->is == IS_ADDRESS && !address_fits(s))
        return wrong(l, m->name, "is not an absolute address");
    if (m->is == IS_TIME && !time_fits(s))
        return wrong(l, m->name, "is not a time with its zone");
    if (m->is == IS_TYPE && strcmp(s, m->type))
        return wrong(l, m->name, "is not what it should be");
    return NULL;
}

static bdg_err_t *member(lint_t *l, const json_t *v, const member_t *m)
{
    size_t i;
    json_t *one;
    if (!(m->flags & MANY))
        return value(l, v, m);
    if (!json_is_array(v) || !json_array_size(v))
        return wrong(l, m->name, json_is_array(v) ? "is empty" : "is not an array");
    json_array_foreach(v, i, one)
        BDG_TRY(value(l, one, m));
    return NULL;
}

static bdg_err_t *is_new(lint_t *l, const char *id)
{
    if (apr_hash_get(l->ids, id, APR_HASH_KEY_STRING))
        return wrong(l, "id", "is that of another thing");
    apr_hash_set(l->ids, id, APR_HASH_KEY_STRING, id);
    return NULL;
}

static bdg_err_t *object(lint_t *l, const json_t *o, const kind_t *kind)
{
    const char *name, *id = bdg_json_get_str(o, "id");
    json_t *v;
    if (!json_is_object(o) || l->depth >= DEPTH_MAX)
        return wrong(l, kind->name, "is not an object");
    json_object_foreach((json_t *)o, name, v) {
        const member_t *m = kind->members;
        while (m->name && strcmp(m->name, name))
            m++;
        if (!m->name)
            return wrong(l, name, "does not belong there");
        BDG_TRY(member(l, v, m));
    }
    for (const member_t *m = kind->members; m->name; m++)
        if (m->flags & MUST && !json_object_get(o, m->name))
            return wrong(l, m->name, "is missing");
    return id && kind != &reference ? is_new(l, id) : NULL;
}

/* Exactly these, in this order. */
static bdg_err_t *list_of(lint_t *l, const json_t *doc, const char *name, const char *const *want, size_t n)
{
    const json_t *list = json_object_get(doc, name);
    for (size_t i = 0; i < n; i++)
        if (json_array_size(list) != n || strcmp(json_string_value(json_array_get(list, i)), want[i]))
            return wrong(l, name, "is not what it should be");
    return NULL;
}

static bdg_err_t *whole(lint_t *l, const json_t *doc, const kind_t *kind, const char *type)
{
    static const char *const contexts[] = { "https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
                                            "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json" };
    const char *const types[] = { "VerifiableCredential", type };
    BDG_TRY(object(l, doc, kind));
    BDG_TRY(list_of(l, doc, "@context", contexts, 3));
    return list_of(l, doc, "type", types, 2);
}

/* Of something in the same document, and maybe by one who endorses more of it: what it names may stand elsewhere, but it stands once. */
static bdg_err_t *endorsement_inside(lint_t *l, const json_t *doc)
{
    apr_hash_t *outer = l->ids;
    const char *id = bdg_json_get_str(doc, "id");
    l->ids = apr_hash_make(l->pool);
    bdg_err_t *e = whole(l, doc, &endorsement, "EndorsementCredential");
    l->ids = outer;
    BDG_TRY(e);
    BDG_TRY(is_new(l, id));
    return json_object_get(doc, "proof") ? NULL : wrong(l, "proof", "is missing");
}

bdg_err_t *bdg_ob3_lint_endorsement(const json_t *doc, apr_pool_t *pool)
{
    lint_t l = { .ids = apr_hash_make(pool), .pool = pool };
    return whole(&l, doc, &endorsement, "EndorsementCredential");
}

bdg_err_t *bdg_ob3_lint(const json_t *doc, apr_pool_t *pool)
{
    lint_t l = { .ids = apr_hash_make(pool), .pool = pool };
    BDG_TRY(whole(&l, doc, &credential, "OpenBadgeCredential"));
    const char *from = bdg_json_get_str(doc, "validFrom"), *until = bdg_json_get_str(doc, "validUntil");
    if (until && strcmp(from, until) >= 0)
        return wrong(&l, "validUntil", "is not after validFrom");
    return NULL;
}
