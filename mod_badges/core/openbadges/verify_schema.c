/* Structure: the members that the specifications ask for, and what they must be. Open Badges 2.0 (data classes), 1.1 (the same, older names), VC Data
 * Model 2.0 and 1.1 with Open Badges 3.0 (appendix B). A rule tells the path of a member that is wrong. */
#include "base/str.h"
#include "core/openbadges/verify_priv.h"

/* kinds, any of which will do: s text, S text that may be empty, u http(s) address, i any absolute address (IRI), d moment with a zone, D moment (also a date
 * or, as a number, seconds), b truth, o object, t text or language map */
typedef struct rule_t {
    const char *path;      /* members separated by dots; a list is gone through, at most 100 of it */
    const char *kinds;
    enum { NEED, MAY } need;
} rule_t;

#define END { NULL, NULL, MAY }

static const rule_t assertion_20[] = {
    { "id", "i", NEED }, { "recipient", "o", NEED }, { "recipient.type", "s", NEED }, { "recipient.identity", "s", NEED }, { "recipient.hashed", "b", NEED },
    { "recipient.salt", "S", MAY }, { "badge", "io", NEED }, { "verification", "o", NEED }, { "verification.type", "s", NEED }, { "verification.creator", "i", MAY },
    { "issuedOn", "d", NEED }, { "expires", "d", MAY }, { "image", "io", MAY }, { "evidence", "io", MAY }, { "narrative", "S", MAY }, { "revoked", "b", MAY },
    { "revocationReason", "S", MAY }, END };
static const rule_t assertion_11[] = {
    { "recipient", "o", NEED }, { "recipient.type", "s", NEED }, { "recipient.identity", "s", NEED }, { "recipient.hashed", "b", NEED }, { "recipient.salt", "S", MAY },
    { "badge", "io", NEED }, { "verify", "o", NEED }, { "verify.type", "s", NEED }, { "verify.url", "u", NEED }, { "issuedOn", "D", NEED }, { "expires", "D", MAY },
    { "uid", "s", MAY }, { "id", "i", MAY }, END };
static const rule_t badge_20[] = {
    { "id", "i", NEED }, { "name", "s", NEED }, { "description", "S", NEED }, { "image", "io", NEED }, { "criteria", "io", NEED }, { "issuer", "io", NEED },
    { "alignment", "o", MAY }, { "alignment.targetName", "s", NEED }, { "alignment.targetUrl", "u", NEED }, { "tags", "s", MAY }, END };
static const rule_t badge_11[] = {
    { "name", "s", NEED }, { "description", "S", NEED }, { "image", "io", NEED }, { "criteria", "uo", NEED }, { "issuer", "io", NEED }, END };
static const rule_t issuer_20[] = { { "id", "i", NEED }, { "name", "s", NEED }, { "url", "u", NEED }, { "email", "s", NEED }, { "revocationList", "u", MAY }, END };
static const rule_t issuer_11[] = { { "name", "s", NEED }, { "url", "u", NEED }, { "email", "s", MAY }, { "revocationList", "u", MAY }, END };

#define OB3 \
    { "id", "i", NEED }, { "issuer", "io", NEED }, { "issuer.id", "i", NEED }, { "credentialSubject", "o", NEED }, { "credentialSubject.id", "i", MAY }, \
    { "credentialSubject.identifier", "o", MAY }, { "credentialSubject.identifier.hashed", "b", NEED }, { "credentialSubject.identifier.identityHash", "s", NEED }, \
    { "credentialSubject.identifier.identityType", "s", NEED }, { "credentialSubject.identifier.salt", "S", MAY }, { "credentialSubject.achievement", "o", NEED }, \
    { "credentialSubject.achievement.id", "i", NEED }, { "credentialSubject.achievement.name", "t", NEED }, { "credentialSubject.achievement.description", "t", NEED }, \
    { "credentialSubject.achievement.criteria", "o", NEED }, { "credentialStatus", "o", MAY }, { "credentialStatus.type", "s", NEED }, { "credentialSchema", "o", MAY }, \
    { "credentialSchema.id", "i", NEED }, { "credentialSchema.type", "s", NEED }, { "refreshService", "o", MAY }, { "evidence", "o", MAY }, \
    { "image", "io", MAY }, { "awardedDate", "D", MAY }
static const rule_t credential_20[] = { OB3, { "validFrom", "d", NEED }, { "validUntil", "d", MAY }, END };
static const rule_t credential_11[] = { OB3, { "issuanceDate", "d", NEED }, { "expirationDate", "d", MAY }, END };
#define ENDORSEMENT \
    { "id", "i", NEED }, { "issuer", "io", NEED }, { "issuer.id", "i", NEED }, { "credentialSubject", "o", NEED }, { "credentialSubject.id", "i", NEED }, \
    { "credentialSubject.endorsementComment", "S", MAY }, { "credentialStatus", "o", MAY }, { "credentialStatus.type", "s", NEED }, { "awardedDate", "D", MAY }
static const rule_t endorsement_20[] = { ENDORSEMENT, { "validFrom", "d", NEED }, { "validUntil", "d", MAY }, END };
static const rule_t endorsement_11[] = { ENDORSEMENT, { "issuanceDate", "d", NEED }, { "expirationDate", "d", MAY }, END };

typedef struct walk_t { bdg_v_t *w; const rule_t *rule; const char *what; int problems; const char *found; } walk_t;

static void problem(walk_t *k, const char *path, const char *what)
{
    if (++k->problems > 5)
        return;
    const char *one = apr_pstrcat(k->w->pool, k->what, *k->what ? "." : "", path, what, NULL);
    k->found = k->found ? apr_pstrcat(k->w->pool, k->found, "; ", one, NULL) : one;
}

/* scheme ":" something, without white space (RFC 3987, loosely). */
static int is_iri(const char *s)
{
    size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
    return n && s[n] == ':' && s[n + 1] && !strpbrk(s, " \t\r\n<>\"{}|\\^`");
}

static int is_kind(char kind, const json_t *v)
{
    const char *s = json_string_value(v);
    apr_time_t t;
    switch (kind) {
    case 's': return s && *s;
    case 'S': return s != NULL;
    case 'u': return s && !bdg_url_problem(s);
    case 'i': return s && is_iri(s);
    case 'd': return s && bdg_v_moment(&t, v) == 1;
    case 'D': return bdg_v_moment(&t, v) != 0;
    case 'b': return json_is_boolean(v);
    case 'o': return json_is_object(v);
    case 't': return bdg_v_text_of(v) != NULL;
    default: return 0;
    }
}

static const char *wanted(char kind)
{
    switch (kind) {
    case 's': return " is not a text";
    case 'S': return " is not a text";
    case 'u': return " is not a web address";
    case 'i': return " is not an address";
    case 'd': return " is not a date and time with a time zone";
    case 'D': return " is not a date";
    case 'b': return " is neither true nor false";
    case 't': return " is not a text";
    default: return " is not an object";
    }
}

static void at_end(walk_t *k, const json_t *v, const char *path)
{
    for (const char *kind = k->rule->kinds; *kind; kind++)
        if (is_kind(*kind, v))
            return;
    problem(k, path, wanted(k->rule->kinds[0]));
}

/* rest: what of the rule's path is still before us. A member on the way that is not there, or is an address, is another rule's matter. */
static void step(walk_t *k, const json_t *v, const char *rest, const char *path)
{
    if (!rest) {
        at_end(k, v, path);
        return;
    }
    if (!json_is_object(v))
        return;
    size_t n = strcspn(rest, ".");
    const char *name = apr_pstrmemdup(k->w->pool, rest, n), *here = *path ? apr_pstrcat(k->w->pool, path, ".", name, NULL) : name;
    const json_t *member = json_object_get(v, name), *one;
    rest = rest[n] ? rest + n + 1 : NULL;
    if (!member || json_is_null(member) || (json_is_array(member) && !json_array_size(member))) {
        if (!rest && k->rule->need == NEED)
            problem(k, here, " is missing");
        return;
    }
    if (!json_is_array(member)) {
        step(k, member, rest, here);
        return;
    }
    for (size_t i = 0; (one = bdg_v_nth(member, i)); i++)
        step(k, one, rest, here);
}

/* type: Assertion and so on. Criteria of 3.0 must say something. */
static void types(walk_t *k, bdg_v_shape_e shape, const json_t *doc)
{
    int issuer = bdg_v_has_type(doc, "Issuer") || bdg_v_has_type(doc, "Profile") || bdg_v_has_type(doc, "IssuerOrg");
    int any = json_object_get(doc, "type") != NULL;
    switch (shape) {
    case V_ASSERTION_20: if (!bdg_v_has_type(doc, "Assertion")) problem(k, "type", " is not Assertion"); break;
    case V_ASSERTION_11: if (any && !bdg_v_has_type(doc, "Assertion")) problem(k, "type", " is not Assertion"); break;
    case V_BADGE_20: if (!bdg_v_has_type(doc, "BadgeClass")) problem(k, "type", " is not BadgeClass"); break;
    case V_BADGE_11: if (any && !bdg_v_has_type(doc, "BadgeClass")) problem(k, "type", " is not BadgeClass"); break;
    case V_ISSUER_20: if (!issuer) problem(k, "type", " is not Issuer or Profile"); break;
    case V_ISSUER_11: if (any && !issuer) problem(k, "type", " is not Issuer"); break;
    case V_CREDENTIAL_11: case V_CREDENTIAL_20:
        if (!bdg_v_has_type(doc, "VerifiableCredential"))
            problem(k, "type", " is not VerifiableCredential");
        if (!bdg_v_has_type(doc, "OpenBadgeCredential") && !bdg_v_has_type(doc, "AchievementCredential"))
            problem(k, "type", " is neither OpenBadgeCredential nor AchievementCredential");
        break;
    case V_ENDORSEMENT_11: case V_ENDORSEMENT_20:
        if (!bdg_v_has_type(doc, "VerifiableCredential"))
            problem(k, "type", " is not VerifiableCredential");
        break;
    }
}

static void context(walk_t *k, const json_t *doc)
{
    const char *first = json_string_value(bdg_v_nth(json_object_get(doc, "@context"), 0));
    if (!first || (strcmp(first, BDG_CONTEXT_VC_V1) != 0 && strcmp(first, BDG_CONTEXT_VC_V2) != 0))
        problem(k, "@context", " does not begin with the context of Verifiable Credentials");
}

static void of_endorsement(walk_t *k, const json_t *doc)
{
    const json_t *subject = bdg_v_nth(json_object_get(doc, "credentialSubject"), 0);
    context(k, doc);
    if (bdg_v_nth(json_object_get(doc, "credentialSubject"), 1))
        problem(k, "credentialSubject", " is more than one");
    if (json_is_object(subject) && !bdg_v_has_type(subject, "EndorsementSubject"))
        problem(k, "credentialSubject.type", " is not EndorsementSubject");
}

static void of_credential(walk_t *k, const json_t *doc)
{
    const json_t *subject = bdg_v_nth(json_object_get(doc, "credentialSubject"), 0), *achievement = bdg_v_nth(json_object_get(subject, "achievement"), 0);
    const json_t *criteria = json_object_get(achievement, "criteria");
    context(k, doc);
    if (!json_is_object(subject))
        return;
    if (!bdg_v_has_type(subject, "AchievementSubject"))
        problem(k, "credentialSubject.type", " is not AchievementSubject");
    if (!json_object_get(subject, "id") && !json_object_get(subject, "identifier"))
        problem(k, "credentialSubject", " says neither by id nor by identifier who it is");
    if (json_is_object(achievement) && !bdg_v_has_type(achievement, "Achievement"))
        problem(k, "credentialSubject.achievement.type", " is not Achievement");
    if (json_is_object(criteria) && !json_object_get(criteria, "id") && !json_object_get(criteria, "narrative"))
        problem(k, "credentialSubject.achievement.criteria", " has neither id nor narrative");
}

void bdg_v_schema(bdg_v_t *w, bdg_v_shape_e shape, const json_t *doc, const char *what)
{
    static const rule_t *const rules[] = { [V_ASSERTION_11] = assertion_11, [V_ASSERTION_20] = assertion_20, [V_BADGE_11] = badge_11, [V_BADGE_20] = badge_20,
        [V_ISSUER_11] = issuer_11, [V_ISSUER_20] = issuer_20, [V_CREDENTIAL_11] = credential_11, [V_CREDENTIAL_20] = credential_20,
        [V_ENDORSEMENT_11] = endorsement_11, [V_ENDORSEMENT_20] = endorsement_20 };
    walk_t k = { w, NULL, what, 0, NULL };
    types(&k, shape, doc);
    for (k.rule = rules[shape]; k.rule->path; k.rule++)
        step(&k, doc, k.rule->path, "");
    if (shape == V_CREDENTIAL_11 || shape == V_CREDENTIAL_20)
        of_credential(&k, doc);
    if (shape == V_ENDORSEMENT_11 || shape == V_ENDORSEMENT_20)
        of_endorsement(&k, doc);
    if (!k.problems) {
        PASSED(w, V_SCHEMA, "All that is required is there", NULL);
        return;
    }
    const char *more = k.problems > 5 ? apr_psprintf(w->pool, "; and %d more", k.problems - 5) : "";
    FAILED(w, V_SCHEMA, "It is not made as its standard asks", apr_pstrcat(w->pool, k.found, more, ".", NULL));
}
