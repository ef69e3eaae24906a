/* OpenBadgeCredential: what is written for each award. */
#include "core/openbadges/jws.h"
#include "core/openbadges/ob2.h"
#include "core/openbadges/ob3_wording.h"
#include "core/openbadges/ob3_status.h"
#include <apr_strings.h>
#include <string.h>

#define EVIDENCE_MAX 100       /* entries; an award is made with one */

#define OB_TERM(name) { #name, BDG_OB #name, NULL }
static const ob3_term_t NAME = { "name", BDG_SCHEMA_ORG "name", NULL }, IMAGE = OB_TERM(image), NARRATIVE = OB_TERM(narrative),
    DESCRIPTION = { "description", BDG_SCHEMA_ORG "description", NULL },
    ISSUER = { "issuer", BDG_VC "issuer", NULL }, SUBJECT = { "credentialSubject", BDG_VC "credentialSubject", NULL },
    VALID_FROM = { "validFrom", BDG_VC "validFrom", BDG_XSD "dateTime" }, VALID_UNTIL = { "validUntil", BDG_VC "validUntil", BDG_XSD "dateTime" },
    AWARDED = { "awardedDate", BDG_OB "awardedDate", "xsd:dateTime" },        /* the context declares no such prefix: this is the datatype */
    ACHIEVEMENT = OB_TERM(achievement), IDENTIFIER = OB_TERM(identifier), HASHED = { "hashed", BDG_OB "hashed", BDG_XSDS "boolean" },
    IDENTITY_HASH = OB_TERM(identityHash), IDENTITY_TYPE = OB_TERM(identityType), SALT = OB_TERM(salt), RESULT = OB_TERM(result),
    RESULT_DESCRIPTION = { "resultDescription", BDG_OB "resultDescription", BDG_XSDS "anyURI" }, VALUE = { "value", BDG_SCHEMA_ORG "value", NULL },
    EVIDENCE = { "evidence", BDG_VC "evidence", NULL }, SCHEMA = { "credentialSchema", BDG_VC "credentialSchema", NULL },
    REFRESH = { "refreshService", BDG_VC "refreshService", NULL };
static const ob3_type_t AN_IMAGE = { "Image", BDG_OB "Image", 0 }, ACHIEVEMENT_SUBJECT = { "AchievementSubject", BDG_OB "AchievementSubject", 1 },
    IDENTITY_OBJECT = { "IdentityObject", BDG_OB "IdentityObject", 0 }, A_RESULT = { "Result", BDG_OB "Result", 1 },
    AN_EVIDENCE = { "Evidence", BDG_OB "Evidence", 1 },
    A_SCHEMA = { "1EdTechJsonSchemaValidator2019", "https://purl.imsglobal.org/spec/vccs/v1p0/context.json#1EdTechJsonSchemaValidator2019", 0 },
    A_REFRESH = { "1EdTechCredentialRefresh", "https://purl.imsglobal.org/spec/vccr/v1p0/context.json#1EdTechCredentialRefresh", 0 };

typedef struct award_t {
    ob3_writer_t w;
    const bdg_site_t *site;
    const bdg_assertion_t *a;
    const bdg_ob3_wording_t *wording;
    const char *url, *subject;         /* the credential's id, the recipient's */
    json_t *details;                   /* or NULL */
    apr_pool_t *pool;
} award_t;

/* A date begins earlier in the east: an award may be made some hours before its day begins in UTC, and is valid at once. */
static apr_time_t valid_from(const bdg_assertion_t *a)
{
    apr_time_t day = bdg_time_of_date(a->issued_on);
    return a->created_at && a->created_at < day ? a->created_at : day;
}

static void identity(award_t *x)
{
    static const char *const types[] = { "emailAddress", "ext:url", "ext:telephone", "identifier" };
    ob3_list(&x->w, &IDENTIFIER);
    ob3_begin(&x->w, NULL, NULL, &IDENTITY_OBJECT);
    ob3_true(&x->w, &HASHED);
    ob3_text(&x->w, &IDENTITY_HASH, bdg_ob2_identity_hash(x->a, x->pool));
    ob3_text(&x->w, &IDENTITY_TYPE, types[x->a->recipient_type]);
    ob3_text(&x->w, &SALT, bdg_ob2_salt(x->a->public_id, x->pool));
    ob3_end(&x->w);
    ob3_list_end(&x->w);
}

static void results(award_t *x)
{
    const bdg_ob3_wording_t *wording = x->wording;
    json_t *given = json_object_get(x->details, "attributes");
    int begun = 0;
    for (int i = 0; i < wording->nresults; i++) {
        const char *value = bdg_json_get_str(given, wording->results[i].key);
        if (!value || !*value)
            continue;
        if (!begun++)
            ob3_list(&x->w, &RESULT);
        ob3_begin(&x->w, NULL, NULL, &A_RESULT);
        ob3_text(&x->w, &RESULT_DESCRIPTION, wording->results[i].id);
        ob3_text(&x->w, &VALUE, value);
        ob3_end(&x->w);
    }
    if (begun)
        ob3_list_end(&x->w);
}

static void subject(award_t *x)
{
    const bdg_ob3_wording_t *wording = x->wording;
    ob3_begin(&x->w, &SUBJECT, x->subject, &ACHIEVEMENT_SUBJECT);
    identity(x);
    ob3_text(&x->w, &NARRATIVE, bdg_json_get_str(x->details, "narrative"));
    results(x);
    ob3_whole(&x->w, &ACHIEVEMENT, wording->achievement_json, wording->achievement_json_len, bdg_iri(wording->achievement));
    ob3_end(&x->w);
}

static int used(const award_t *x, const char *id, const char *const *more, int n)
{
    for (int i = 0; i < x->wording->nids; i++)
        if (!strcmp(x->wording->ids[i], id))
            return 1;
    for (int i = 0; x->wording->of_award && i < x->wording->of_award->nids; i++)
        if (!strcmp(x->wording->of_award->ids[i], id))
            return 1;
    for (int i = 0; i < n; i++)
        if (!strcmp(more[i], id))
            return 1;
    return !strncmp(id, x->url, strlen(x->url));      /* of this award: itself, its recipient, its forms */
}

/* An address that is used already would join the two things: it then stands in the description. */
static void evidence(award_t *x)
{
    const char *ids[EVIDENCE_MAX];
    int nids = 0;
    size_t i;
    json_t *list = json_object_get(x->details, "evidence"), *e;
    if (!json_array_size(list))
        return;
    ob3_list(&x->w, &EVIDENCE);
    json_array_foreach(list, i, e) {
        const char *url = bdg_json_get_str(e, "url");
        if (i == EVIDENCE_MAX)
            break;
        const char *id = url && *url ? ob3_address(url, x->pool) : NULL;
        if (id && used(x, id, ids, nids))
            id = NULL;
        if (id)
            ids[nids++] = id;
        ob3_begin(&x->w, NULL, id, &AN_EVIDENCE);
        ob3_text(&x->w, &NAME, bdg_json_get_str(e, "name"));
        ob3_text(&x->w, &NARRATIVE, bdg_json_get_str(e, "narrative"));
        if (!id)
            ob3_text(&x->w, &DESCRIPTION, url);
        ob3_end(&x->w);
    }
    ob3_list_end(&x->w);
}

static void services(award_t *x, int jwt)
{
    ob3_list(&x->w, &SCHEMA);
    ob3_begin(&x->w, NULL, BDG_OB3_SCHEMA, &A_SCHEMA);
    ob3_end(&x->w);
    ob3_list_end(&x->w);
    ob3_status_entry(&x->w, x->a, x->wording->issuer_url, bdg_ob3_status_of(x->site));
    ob3_begin(&x->w, &REFRESH, apr_pstrcat(x->pool, x->url, jwt ? ".jwt" : ".vc.json", NULL), &A_REFRESH);
    ob3_end(&x->w);
}

static void credential(award_t *x, int jwt)
{
    const bdg_ob3_wording_t *wording = x->wording;
    bdg_term_t self = bdg_iri(x->url);
    ob3_begin(&x->w, NULL, NULL, NULL);
    x->w.at[0].node = self;
    ob3_raw(&x->w, BDG_OB3_CONTEXTS ",\"id\":");
    bdg_json_write_str(x->w.json, x->url);
    ob3_raw(&x->w, "\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"]");
    if (x->w.quads) {
        bdg_quads_add(x->w.quads, self, bdg_iri(BDG_RDF "type"), bdg_iri(BDG_VC "VerifiableCredential"));
        bdg_quads_add(x->w.quads, self, bdg_iri(BDG_RDF "type"), bdg_iri(BDG_OB "OpenBadgeCredential"));
        x->w.quads->ready = wording->ready;
        bdg_quads_copy(x->w.quads, wording->quads);
    }
    ob3_text(&x->w, &NAME, wording->name);
    ob3_whole(&x->w, &ISSUER, wording->issuer_json, wording->issuer_json_len, bdg_iri(wording->controller));
    ob3_text(&x->w, &VALID_FROM, bdg_time_iso(valid_from(x->a), x->pool));
    ob3_text(&x->w, &AWARDED, bdg_ob2_issued_on(x->a->issued_on, x->pool));
    if (x->a->expires_on != BDG_DATE_NONE)
        ob3_text(&x->w, &VALID_UNTIL, bdg_ob2_expires(x->a->expires_on, x->pool));
    ob3_begin(&x->w, &IMAGE, apr_pstrcat(x->pool, x->url, ".vc.png", NULL), &AN_IMAGE);
    ob3_end(&x->w);
    subject(x);
    evidence(x);
    ob3_endorsements(&x->w, wording->of_award);
    services(x, jwt);
    ob3_end(&x->w);
}

static bdg_err_t *build(award_t *x, bdg_buf_t *json, bdg_quads_t *quads, const bdg_site_t *site, const bdg_assertion_t *a, const bdg_ob3_wording_t *w, int jwt,
                        apr_pool_t *pool)
{
    *x = (award_t){ { .json = json, .quads = quads, .blanks = "a", .pool = pool }, site, a, w, NULL, NULL, NULL, pool };
    x->url = apr_pstrcat(pool, site->base, "/assertions/", a->public_id, NULL);
    x->subject = a->recipient_type == BDG_RECIPIENT_ID && !strncmp(a->recipient_identity, "did:", 4) ? ob3_address(a->recipient_identity, pool)
                                                                                                     : apr_pstrcat(pool, x->url, "#recipient", NULL);
    if (a->details_json)
        BDG_TRY(bdg_json_parse(&x->details, a->details_json, strlen(a->details_json), 1 << 20, pool));
    credential(x, jwt);
    if (quads)
        BDG_TRY(bdg_quads_check(quads));
    return bdg_buf_check(json);
}

bdg_err_t *bdg_ob3_write(bdg_buf_t *json, bdg_quads_t *quads, const bdg_site_t *site, const bdg_assertion_t *a, const bdg_ob3_wording_t *w, int jwt,
                         apr_pool_t *pool)
{
    award_t x;
    return build(&x, json, quads, site, a, w, jwt, pool);
}

static bdg_err_t *may_be_signed(const bdg_assertion_t *a, const bdg_ob3_wording_t *w)
{
    const char *flaw = w->flaw ? w->flaw : a->expires_on != BDG_DATE_NONE && a->expires_on < a->issued_on ? "validUntil is not after validFrom." : NULL;
    return flaw ? bdg_err_detail(bdg_err(BDG_E_INTERNAL, "This credential cannot be signed."), "assertion %s: %s", a->public_id, flaw) : NULL;
}

bdg_err_t *bdg_ob3_embedded(bdg_buf_t *out, const bdg_site_t *site, const bdg_assertion_t *a, const bdg_ob3_wording_t *w, const bdg_ob3_signer_t *signer,
                            apr_pool_t *pool)
{
    award_t x;
    bdg_quads_t *quads = bdg_quads_make(BDG_QUADS_MAX, pool);
    bdg_buf_t *json = bdg_buf_make(BDG_OB3_MAX, pool);
    bdg_buf_room(json, w->issuer_json_len + w->achievement_json_len + 3000);
    bdg_buf_room(out, w->issuer_json_len + w->achievement_json_len + 3500);
    bdg_di_options_t options = { bdg_time_iso(a->created_at > signer->since ? a->created_at : signer->since, pool), signer->id };
    BDG_TRY(may_be_signed(a, w));
    BDG_TRY(build(&x, json, quads, site, a, w, 0, pool));
    return bdg_di_secure(out, json, quads, &options, signer->key, pool);
}

static void claim(bdg_buf_t *json, const char *name, const char *value)
{
    bdg_buf_str(json, name);
    bdg_json_write_str(json, value);
}

bdg_err_t *bdg_ob3_jwt(bdg_buf_t *out, const bdg_site_t *site, const bdg_assertion_t *a, const bdg_ob3_wording_t *w, const bdg_ob3_signer_t *signer,
                       apr_pool_t *pool)
{
    award_t x;
    bdg_buf_t *json = bdg_buf_make(BDG_OB3_MAX, pool);
    BDG_TRY(may_be_signed(a, w));
    BDG_TRY(build(&x, json, NULL, site, a, w, 1, pool));
    json->len--;                                            /* the closing brace */
    claim(json, ",\"iss\":", w->controller);
    claim(json, ",\"jti\":", x.url);
    claim(json, ",\"sub\":", x.subject);
    bdg_buf_printf(json, ",\"nbf\":%lld", (long long)apr_time_sec(valid_from(a)));
    if (a->expires_on != BDG_DATE_NONE)
        bdg_buf_printf(json, ",\"exp\":%lld", (long long)apr_time_sec(bdg_time_of_date(a->expires_on)) + 86399);
    bdg_buf_char(json, '}');
    BDG_TRY(bdg_buf_check(json));
    return bdg_jws_make(out, signer->key, signer->id, "JWT", json->data, json->len, pool);
}
