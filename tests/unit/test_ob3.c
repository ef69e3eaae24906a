/* Open Badges 3.0 from rows: what is in it, that it is the same each time, and that the same things are never joined or told apart wrongly. */
#include "unit.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <zlib.h>
#include "base/json.h"
#include "base/str.h"
#include "core/openbadges/data_integrity.h"
#include "core/openbadges/jsonld.h"
#include "core/openbadges/jws.h"
#include "core/openbadges/ob3_lint.h"
#include "core/openbadges/ob3_status.h"
#include "core/openbadges/rdfc.h"

static bdg_site_t site = { .base = "https://badges.example.org", .credential_status = "bitstring", .jwt_algorithm = "RS256" };

static bdg_badge_class_t badge(void)
{
    return (bdg_badge_class_t){
        .id = 5, .public_id = "0badge00000000000000000000", .number = 2, .name = "Teamwork \xE2\x9C\x93", .description = "Works \"well\"\nwith others", .language = "en-GB",
        .criteria_text = "Be **kind**.", .tags_json = "[\"team\",\"work\",\"team\"]",
        .attributes_json = "[{\"key\":\"score\",\"name\":\"Score\",\"type\":\"number\",\"required\":false,\"choices\":[],\"help\":\"Of 100\"},"
                           "{\"key\":\"grade\",\"name\":\"Grade\",\"type\":\"choice\",\"required\":false,\"choices\":[\"A\",\"B\",\"A+\"],\"help\":\"\"}]",
        .alignments_json = "[{\"name\":\"Framework one\",\"url\":\"https://example.com/f/1\",\"code\":\"F.1\"},{\"name\":\"Framework one\",\"url\":\"https://example.com/f/1\",\"code\":\"F.1\"}]",
        .achievement_json = "{\"type\":\"MicroCredential\",\"credits\":\"12.5\",\"field\":\"Sport\",\"specialization\":\"Swimming\",\"code\":\"W-2\"}",
        .related_json = "[{\"url\":\"https://example.com/badges/9\",\"language\":\"de\",\"version\":\"1\"}]"
    };
}

static bdg_issuer_t issuer(void)
{
    return (bdg_issuer_t){ .id = 3, .public_id = "0issuer0000000000000000000", .number = 1, .name = "Example College", .url = "https://college.example.org/",
                           .email = "badges@example.org", .telephone = "+4961234567", .logo_graphic_id = 7, .created_at = apr_time_from_sec(1700000000) };
}

static bdg_assertion_t award(void)
{
    return (bdg_assertion_t){
        .id = 131072 * 2 + 77, .public_id = "0award00000000000000000000", .recipient_type = BDG_RECIPIENT_EMAIL, .recipient_identity = "ada@example.org",
        .recipient_name = "Ada", .issued_on = bdg_date_make(2026, 3, 1), .expires_on = bdg_date_make(2028, 2, 29), .created_at = apr_time_from_sec(1772450000), .revision = 1,
        .details_json = "{\"narrative\":\"She led.\",\"evidence\":[{\"url\":\"https://example.com/work\",\"name\":\"Her work\"},{\"url\":\"https://example.com/work\",\"narrative\":\"Again\"}],"
                        "\"attributes\":{\"score\":\"55.5\",\"grade\":\"A+\"}}"
    };
}

typedef struct made_t { bdg_badge_class_t b; bdg_issuer_t i; bdg_assertion_t a; const bdg_ob3_wording_t *w; json_t *json; bdg_buf_t *canon; bdg_quads_t *q; } made_t;

static void make(made_t *m, apr_pool_t *pool)
{
    bdg_buf_t *out = bdg_buf_make(BDG_OB3_MAX, pool);
    m->q = bdg_quads_make(BDG_QUADS_MAX, pool);
    m->canon = bdg_buf_make(BDG_OB3_MAX, pool);
    assert_ok(bdg_ob3_wording_make(&m->w, &site, &m->b, &m->i, NULL, pool));
    assert_ok(bdg_ob3_write(out, m->q, &site, &m->a, m->w, 0, pool));
    assert_ok(bdg_json_parse(&m->json, out->data, out->len, BDG_OB3_MAX, pool));
    assert_ok(bdg_rdfc_canon(m->canon, m->q, BDG_RDFC_SHA256, NULL, pool));
}

static made_t whole(apr_pool_t *pool)
{
    made_t m = { .b = badge(), .i = issuer(), .a = award() };
    make(&m, pool);
    return m;
}

#define holds(m, line) do { if (!strstr((m)->canon->data, (line))) fail_msg("not there: %s\n%s", (line), (m)->canon->data); } while (0)
#define OB "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"

static void contents(void **state)
{
    made_t m = whole(*state);
    json_t *s = json_object_get(m.json, "credentialSubject"), *ac = json_object_get(s, "achievement");
    assert_string_equal(bdg_json_get_str(m.json, "id"), "https://badges.example.org/assertions/0award00000000000000000000");
    assert_string_equal(bdg_json_get_str(m.json, "validFrom"), "2026-03-01T00:00:00Z");
    assert_string_equal(bdg_json_get_str(m.json, "awardedDate"), "2026-03-01T00:00:00Z");
    assert_string_equal(bdg_json_get_str(m.json, "validUntil"), "2028-02-29T23:59:59Z");
    assert_string_equal(bdg_json_get_str(s, "id"), "https://badges.example.org/assertions/0award00000000000000000000#recipient");
    assert_string_equal(bdg_json_get_str(s, "narrative"), "She led.");
    json_t *identity = json_array_get(json_object_get(s, "identifier"), 0);
    assert_true(json_is_true(json_object_get(identity, "hashed")));
    assert_string_equal(bdg_json_get_str(identity, "identityType"), "emailAddress");
    assert_null(strstr(bdg_json_dump(m.json, *state), "ada@"));
    assert_string_equal(bdg_json_get_str(ac, "id"), "https://badges.example.org/badges/0badge00000000000000000000/versions/2");
    assert_int_equal(json_array_size(json_object_get(ac, "resultDescription")), 2);
    assert_int_equal(json_array_size(json_object_get(s, "result")), 2);
    assert_int_equal(json_array_size(json_object_get(ac, "alignment")), 2);
    assert_string_equal(bdg_json_get_str(ac, "achievementType"), "MicroCredential");
    assert_true(json_real_value(json_object_get(ac, "creditsAvailable")) == 12.5);
    assert_string_equal(bdg_json_get_str(ac, "humanCode"), "W-2");
    json_t *evidence = json_object_get(m.json, "evidence");
    assert_string_equal(bdg_json_get_str(json_array_get(evidence, 0), "id"), "https://example.com/work");
    assert_null(bdg_json_get_str(json_array_get(evidence, 1), "id"));                   /* would be the same thing */
    assert_string_equal(bdg_json_get_str(json_array_get(evidence, 1), "description"), "https://example.com/work");
    json_t *status = json_object_get(m.json, "credentialStatus");
    assert_string_equal(bdg_json_get_str(status, "statusListIndex"), "77");
    assert_string_equal(bdg_json_get_str(status, "statusListCredential"), "https://badges.example.org/issuers/0issuer0000000000000000000/status/2");
    assert_string_equal(bdg_json_get_str(status, "id"), "https://badges.example.org/issuers/0issuer0000000000000000000/status/2#77");
    assert_string_equal(bdg_json_get_str(json_object_get(m.json, "refreshService"), "id"), "https://badges.example.org/assertions/0award00000000000000000000.vc.json");
}

static void meaning(void **state)
{
    made_t m = whole(*state);
    holds(&m, "<https://badges.example.org/assertions/0award00000000000000000000> <" OB "awardedDate> \"2026-03-01T00:00:00Z\"^^<xsd:dateTime> .\n");
    holds(&m, "<https://badges.example.org/assertions/0award00000000000000000000> <https://www.w3.org/2018/credentials#validFrom> "
              "\"2026-03-01T00:00:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime> .\n");
    holds(&m, "<" OB "hashed> \"true\"^^<https://www.w3.org/2001/XMLSchema#boolean> .\n");
    holds(&m, "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .\n");
    holds(&m, "<https://schema.org/description> \"Works \\\"well\\\"\\nwith others\" .\n");
    holds(&m, "<https://schema.org/name> \"Teamwork \xE2\x9C\x93\" .\n");
    holds(&m, "<" OB "resultDescription> \"https://badges.example.org/badges/0badge00000000000000000000/versions/2#score\"^^<https://www.w3.org/2001/XMLSchema#anyURI> .\n");
    holds(&m, "<https://schema.org/value> \"55.5\" .\n");
    holds(&m, "<" OB "creditsAvailable> \"1.25E1\"^^<https://www.w3.org/2001/XMLSchema#float> .\n");
    const char *team = strstr(m.canon->data, "<https://schema.org/keywords> \"team\" .\n");
    assert_true(team && !strstr(team + 1, "<https://schema.org/keywords> \"team\" .\n"));     /* a set */
}

static void as_written_before(void **state)
{
    made_t m = whole(*state), again = whole(*state);
    assert_true(json_equal(m.json, again.json));
    assert_string_equal(m.canon->data, again.canon->data);
    bdg_keypair_t *ed, *rsa;
    bdg_buf_t *one = bdg_buf_make(BDG_OB3_MAX, *state), *two = bdg_buf_make(BDG_OB3_MAX, *state);
    assert_ok(bdg_keypair_make(&ed, BDG_KEY_ED25519, *state));
    assert_ok(bdg_keypair_make(&rsa, BDG_KEY_RSA, *state));
    bdg_ob3_signer_t s = { ed, "https://badges.example.org/k", 0 };
    assert_ok(bdg_ob3_embedded(one, &site, &m.a, m.w, &s, *state));
    assert_ok(bdg_ob3_embedded(two, &site, &again.a, again.w, &s, *state));
    assert_string_equal(one->data, two->data);
    bdg_buf_clear(one);
    bdg_buf_clear(two);
    s.key = rsa;
    assert_ok(bdg_ob3_jwt(one, &site, &m.a, m.w, &s, *state));
    assert_ok(bdg_ob3_jwt(two, &site, &again.a, again.w, &s, *state));
    assert_string_equal(one->data, two->data);
    bdg_jws_t *jws;
    json_t *claims;
    assert_ok(bdg_jws_parse(&jws, one->data, one->len, *state));
    assert_ok(bdg_jws_verify(jws, rsa));
    assert_int_equal(json_object_size(jws->header), 3);
    assert_string_equal(jws->kid, "https://badges.example.org/k");
    assert_ok(bdg_jws_claims(&claims, jws, *state));
    assert_string_equal(bdg_json_get_str(claims, "iss"), "https://badges.example.org/issuers/0issuer0000000000000000000");
    assert_string_equal(bdg_json_get_str(claims, "jti"), bdg_json_get_str(claims, "id"));
    assert_string_equal(bdg_json_get_str(claims, "sub"), bdg_json_get_str(json_object_get(claims, "credentialSubject"), "id"));
    assert_int_equal(json_integer_value(json_object_get(claims, "nbf")), apr_time_sec(bdg_time_of_date(m.a.issued_on)));
    assert_int_equal(json_integer_value(json_object_get(claims, "exp")), apr_time_sec(bdg_time_of_date(m.a.expires_on)) + 86399);
}

static void shapes(void **state)
{
    made_t m = { .b = badge(), .i = issuer(), .a = award() };
    m.a.details_json = NULL;
    m.a.expires_on = BDG_DATE_NONE;
    m.a.recipient_type = BDG_RECIPIENT_ID;
    m.a.recipient_identity = "did:example:ada";
    m.a.created_at = bdg_time_of_date(m.a.issued_on) - apr_time_from_sec(3600);     /* made in the east */
    m.b.attributes_json = m.b.tags_json = "[]";
    m.b.alignments_json = m.b.related_json = m.b.criteria_text = NULL;
    m.b.criteria_url = "https://example.com/a|b{c}?^`";
    m.b.language = "x-klingon";
    m.i.logo_graphic_id = 0;
    m.i.telephone = NULL;
    make(&m, *state);
    json_t *s = json_object_get(m.json, "credentialSubject"), *ac = json_object_get(s, "achievement");
    assert_string_equal(bdg_json_get_str(s, "id"), "did:example:ada");
    assert_string_equal(bdg_json_get_str(m.json, "validFrom"), "2026-02-28T23:00:00Z");
    assert_string_equal(bdg_json_get_str(m.json, "awardedDate"), "2026-03-01T00:00:00Z");
    assert_string_equal(bdg_json_get_str(json_object_get(ac, "criteria"), "id"), "https://example.com/a%7Cb%7Bc%7D?%5E%60");
    static const char *const absent[] = { "tag", "alignment", "resultDescription", "related", "inLanguage" };
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        assert_null(json_object_get(ac, absent[i]));
    assert_null(json_object_get(s, "result"));
    assert_null(json_object_get(m.json, "validUntil"));
    assert_null(json_object_get(m.json, "evidence"));
}

/* Numbers become what JSON-LD makes of them. */
static void credits_are_read_so(void **state, const char *credits)
{
    made_t m = { .b = badge(), .i = issuer(), .a = award() };
    bdg_contexts_t *contexts;
    bdg_quads_t *q;
    bdg_buf_t *canon = bdg_buf_make(BDG_OB3_MAX, *state);
    m.b.achievement_json = apr_psprintf(*state, "{\"credits\":\"%s\",\"type\":\"ext:Odd\"}", credits);
    make(&m, *state);
    assert_ok(bdg_contexts_make(&contexts, *state));
    assert_ok(bdg_jsonld_quads(&q, m.json, NULL, contexts, *state));
    assert_ok(bdg_rdfc_canon(canon, q, BDG_RDFC_SHA256, NULL, *state));
    assert_string_equal(canon->data, m.canon->data);
}

/* The quads that the writer makes beside the JSON are those that the JSON means: a JSON-LD processor's word for it. */
static void json_means_its_quads(void **state)
{
    made_t m = whole(*state), bare = { .b = badge(), .i = issuer(), .a = award() }, odd = bare;
    bdg_contexts_t *contexts;
    bare.a.details_json = NULL;
    bare.b.attributes_json = bare.b.tags_json = "[]";
    bare.b.alignments_json = bare.b.related_json = NULL;
    static const char *const credits[] = { "0", "3", "120", "0.5", "0.05", "100.25", "9999.99" };
    for (size_t i = 0; i < sizeof credits / sizeof *credits; i++)
        credits_are_read_so(state, credits[i]);
    make(&bare, *state);
    site.credential_status = "1edtech";
    odd.a.recipient_type = BDG_RECIPIENT_URL;
    odd.b.name = "\x01\x1f\x7f \xEF\xBF\xBE\xEF\xBF\xBF \xF0\x9F\x98\x80 \\ \" <>";
    odd.b.criteria_url = "https://example.com/{a}|b";
    make(&odd, *state);
    site.credential_status = "bitstring";
    const made_t *all[] = { &m, &bare, &odd };
    assert_ok(bdg_contexts_make(&contexts, *state));
    for (int i = 0; i < 3; i++) {
        bdg_quads_t *q;
        bdg_buf_t *canon = bdg_buf_make(BDG_OB3_MAX, *state);
        assert_ok(bdg_jsonld_quads(&q, all[i]->json, NULL, contexts, *state));
        assert_ok(bdg_rdfc_canon(canon, q, BDG_RDFC_SHA256, NULL, *state));
        assert_string_equal(canon->data, all[i]->canon->data);
    }
}

/* The one proof holds for whoever reads it with nothing but the JSON, and not when the subject is another. */
static void holds_for(const bdg_buf_t *text, const bdg_contexts_t *contexts, const bdg_keypair_t *key, apr_pool_t *pool)
{
    json_t *j;
    const apr_array_header_t *proofs;
    assert_ok(bdg_json_parse(&j, text->data, text->len, BDG_OB3_MAX, pool));
    assert_ok(bdg_di_proofs(&proofs, j, pool));
    assert_int_equal(proofs->nelts, 1);
    const bdg_di_proof_t *p = &APR_ARRAY_IDX(proofs, 0, bdg_di_proof_t);
    assert_ok(bdg_di_verify(p, proofs, j, key, contexts, pool));
    bdg_json_str(json_object_get(j, "credentialSubject"), "id", "https://badges.example.org/another");
    assert_err(bdg_di_verify(p, proofs, j, key, contexts, pool), BDG_E_FORBIDDEN, NULL);
}

static void proofs_hold(void **state)
{
    made_t m = whole(*state);
    bdg_contexts_t *contexts;
    bdg_keypair_t *ed;
    bdg_listed_t listed[] = { { .id = 5 } };
    bdg_buf_t *out[2] = { bdg_buf_make(BDG_OB3_MAX, *state), bdg_buf_make(BDG_OB3_MAX, *state) };
    assert_ok(bdg_contexts_make(&contexts, *state));
    assert_ok(bdg_keypair_make(&ed, BDG_KEY_ED25519, *state));
    bdg_ob3_signer_t s = { ed, "https://badges.example.org/k", 0 };
    assert_ok(bdg_ob3_embedded(out[0], &site, &m.a, m.w, &s, *state));
    assert_ok(bdg_ob3_status_list(out[1], &site, &m.i, NULL, 0, listed, 1, m.i.created_at, &s, 0, *state));
    for (int i = 0; i < 2; i++)
        holds_for(out[i], contexts, ed, *state);
}

/* Sets the member at a path ("credentialSubject.identifier.0.salt") to value, or takes it out. */
static json_t *changed(const json_t *doc, const char *path, json_t *value, apr_pool_t *pool)
{
    json_t *copy = bdg_json_own(json_deep_copy(doc), pool), *at = copy;
    char *rest = apr_pstrdup(pool, path), *name = apr_strtok(rest, ".", &rest);
    for (char *next; (next = apr_strtok(NULL, ".", &rest)); name = next)
        at = json_is_array(at) ? json_array_get(at, (size_t)atoi(name)) : json_object_get(at, name);
    assert_non_null(at);
    if (value)
        json_object_set_new(at, name, value);
    else
        json_object_del(at, name);
    return copy;
}

static void lint(void **state)
{
    static const struct { const char *path, *value, *message; } bad[] = {
        { "name", NULL, "name is missing" }, { "name", "\" \"", "name is blank" }, { "name", "null", "name is not a text" }, { "name", "[\"x\"]", "name is not a text" },
        { "id", "\"/assertions/1\"", "id is not an absolute address" }, { "validFrom", "\"2026-03-01\"", "validFrom is not a time" },
        { "validFrom", "\"2026-03-01T00:00:00\"", "validFrom is not a time" }, { "validUntil", "\"2026-02-01T00:00:00Z\"", "validUntil is not after" },
        { "evidence", "[]", "evidence is empty" }, { "evidence", "{}", "evidence is not an array" }, { "evidence.0.id", "null", "evidence.id is not a text" },
        { "evidence.0.genre", "\"x\"", "evidence.genre does not belong there" }, { "endorsementJwt", "[\"x\"]", "endorsementJwt does not belong" },
        { "issuer", "\"https://badges.example.org/\"", "is not an object" }, { "issuer.name", NULL, "issuer.name is missing" }, { "@context", "[\"urn:x\"]", "@context is not" },
        { "type", "[\"VerifiableCredential\"]", "type is not" }, { "type", "[]", "type is empty" }, { "proof", "[]", "proof is empty" }, { "proof", "{}", "proof is not an array" },
        { "credentialSubject.identifier.0.hashed", "\"true\"", "identifier.hashed is not true" }, { "credentialSubject.identifier.0.x", "1", "identifier.x does not belong" },
        { "credentialSubject.achievement.criteria.id", NULL, "criteria.id is missing" }, { "credentialSubject.achievement.tag", "[\"\"]", "tag is blank" },
        { "credentialSubject.achievement.image.caption", "\"x\"", "image.caption does not belong" }, { "credentialStatus", "[]", "is not an object" },
        { "credentialStatus.type", "\"StatusList2021Entry\"", "credentialStatus.type is not" }, { "credentialSubject.achievement.alignment.0.targetUrl", "\"urn:a b\"", "targetUrl is not" },
        { "evidence.1.id", "\"https://example.com/work\"", "evidence.id is that of another thing" }, { "nbf", "1.5", "nbf is not a whole number" }
    };
    made_t m = whole(*state);
    assert_ok(bdg_ob3_lint(m.json, *state));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        json_t *v = bad[i].value ? json_loads(bad[i].value, JSON_DECODE_ANY, NULL) : NULL;
        assert_err(bdg_ob3_lint(changed(m.json, bad[i].path, v, *state), *state), BDG_E_INVALID, bad[i].message);
    }
    assert_err(bdg_ob3_lint(json_object_get(m.json, "type"), *state), BDG_E_INVALID, NULL);
}

/* Nothing is signed under a wording that breaks the rules. */
static void flawed(void **state)
{
    made_t m = { .b = badge(), .i = issuer(), .a = award() };
    bdg_keypair_t *ed;
    bdg_buf_t *out = bdg_buf_make(BDG_OB3_MAX, *state);
    assert_ok(bdg_keypair_make(&ed, BDG_KEY_ED25519, *state));
    bdg_ob3_signer_t s = { ed, "https://badges.example.org/k", 0 };
    assert_ok(bdg_ob3_wording_make(&m.w, &site, &m.b, &m.i, NULL, *state));
    assert_null(bdg_ob3_wording_flaw(m.w));
    m.a.expires_on = m.a.issued_on - 1;
    assert_err(bdg_ob3_embedded(out, &site, &m.a, m.w, &s, *state), BDG_E_INTERNAL, NULL);
    m.a = award();
    m.b.description = "";
    assert_ok(bdg_ob3_wording_make(&m.w, &site, &m.b, &m.i, NULL, *state));
    assert_string_equal(bdg_ob3_wording_flaw(m.w), "credentialSubject.achievement.description is missing.");
    assert_err(bdg_ob3_embedded(out, &site, &m.a, m.w, &s, *state), BDG_E_INTERNAL, NULL);
    assert_err(bdg_ob3_jwt(out, &site, &m.a, m.w, &s, *state), BDG_E_INTERNAL, NULL);
    assert_int_equal(out->len, 0);
}

/* Criteria at the address of another thing, evidence at the badge's own: ids stay apart. */
static void ids_apart(void **state)
{
    made_t m = { .b = badge(), .i = issuer(), .a = award() };
    m.b.criteria_url = "https://badges.example.org/issuers/0issuer0000000000000000000";
    m.b.related_json = "[{\"url\":\"https://badges.example.org/badges/0badge00000000000000000000/versions/2\"}]";
    m.a.details_json = "{\"evidence\":[{\"url\":\"https://badges.example.org/badges/0badge00000000000000000000/versions/2\"},"
                       "{\"url\":\"https://badges.example.org/assertions/0award00000000000000000000#recipient\",\"name\":\"x\"}]}";
    make(&m, *state);
    json_t *ac = json_object_get(json_object_get(m.json, "credentialSubject"), "achievement"), *e = json_object_get(m.json, "evidence");
    assert_string_equal(bdg_json_get_str(json_object_get(ac, "criteria"), "id"), "https://badges.example.org/badges/0badge00000000000000000000/versions/2/criteria");
    assert_null(json_object_get(ac, "related"));
    assert_null(bdg_json_get_str(json_array_get(e, 0), "id"));
    assert_null(bdg_json_get_str(json_array_get(e, 1), "id"));
}

static void status_list(void **state)
{
    bdg_issuer_t i = issuer();
    bdg_keypair_t *ed;
    bdg_listed_t revoked[] = { { .id = 131072 * 2 }, { .id = 131072 * 2 + 77 }, { .id = 131072 * 3 - 1 } };
    bdg_buf_t *out = bdg_buf_make(1 << 20, *state);
    json_t *j;
    unsigned char *packed, bits[BDG_STATUS_BITS / 8 + 1];
    size_t len;
    assert_ok(bdg_keypair_make(&ed, BDG_KEY_ED25519, *state));
    bdg_ob3_signer_t s = { ed, "https://badges.example.org/k", 0 };
    assert_ok(bdg_ob3_status_list(out, &site, &i, NULL, 2, revoked, 3, apr_time_from_sec(1772450000), &s, 0, *state));
    assert_ok(bdg_json_parse(&j, out->data, out->len, 1 << 20, *state));
    const char *encoded = bdg_json_get_str(json_object_get(j, "credentialSubject"), "encodedList");
    assert_int_equal(*encoded, 'u');
    assert_true(bdg_base64url_decode(encoded + 1, strlen(encoded) - 1, &packed, &len, *state));
    z_stream z = { .next_in = packed, .avail_in = (uInt)len, .next_out = bits, .avail_out = sizeof bits };
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(z.total_out, BDG_STATUS_BITS / 8);
    inflateEnd(&z);
    int set = 0;
    for (size_t k = 0; k < BDG_STATUS_BITS; k++)
        set += bits[k / 8] >> (7 - k % 8) & 1;
    assert_int_equal(set, 3);
    assert_true(bits[0] == 0x80 && bits[77 / 8] == 0x80 >> (77 % 8) && bits[BDG_STATUS_BITS / 8 - 1] == 1);
    assert_true(len < 200);
    assert_string_equal(bdg_json_get_str(json_array_get(json_object_get(j, "proof"), 0), "created"), "2026-03-02T11:13:20Z");
}

static void revocation_list(void **state)
{
    bdg_issuer_t i = issuer();
    bdg_listed_t revoked[] = { { .public_id = "0award00000000000000000000", .reason = "By \"mistake\"" }, { .public_id = "0award00000000000000000001" } };
    bdg_buf_t *out = bdg_buf_make(1 << 20, *state);
    json_t *j;
    bdg_ob3_revocations_begin(out, &site, &i, NULL, 0, *state);
    for (int k = 0; k < 2; k++)
        bdg_ob3_revocations_entry(out, &site, &revoked[k], !k);
    bdg_ob3_revocations_end(out);
    assert_ok(bdg_json_parse(&j, out->data, out->len, 1 << 20, *state));
    assert_string_equal(bdg_json_get_str(j, "id"), "https://badges.example.org/issuers/0issuer0000000000000000000/revoked/0");
    json_t *list = json_object_get(j, "revokedCredential");
    assert_int_equal(json_array_size(list), 2);
    assert_string_equal(bdg_json_get_str(json_array_get(list, 0), "revocationReason"), "By \"mistake\"");
    assert_null(json_object_get(json_array_get(list, 1), "revocationReason"));
    site.credential_status = "1edtech";
    made_t m = whole(*state);
    site.credential_status = "bitstring";
    json_t *status = json_object_get(m.json, "credentialStatus");
    assert_string_equal(bdg_json_get_str(status, "type"), "1EdTechRevocationList");
    assert_string_equal(bdg_json_get_str(status, "id"), "https://badges.example.org/issuers/0issuer0000000000000000000/revoked/2");
}

static bdg_endorsement_t endorsement(bdg_endorsed_e kind)
{
    return (bdg_endorsement_t){ .public_id = "0endorsement00000000000000", .kind = kind, .subject_public_id = "0subject000000000000000000", .subject_version = 3,
                                .subject_name = "Teamwork \xE2\x9C\x93", .issuer_id = 4, .issuer_public_id = "0endorser00000000000000000", .issuer_name = "Board \"B\"",
                                .state = "made", .comment = "We *use*\nit. \xF0\x9F\x98\x80 \\", .language = "cy", .made_at = apr_time_from_sec(1772450000) };
}

/* Of each kind: it names what our other documents name, its quads are what its JSON means, and the proof over them holds; the same each time. */
static void endorsements(void **state)
{
    static const char *const subjects[] = { "https://badges.example.org/badges/0subject000000000000000000/versions/3", "https://badges.example.org/issuers/0subject000000000000000000",
                                            "https://badges.example.org/assertions/0subject000000000000000000" };
    bdg_contexts_t *contexts;
    bdg_keypair_t *ed;
    assert_ok(bdg_contexts_make(&contexts, *state));
    assert_ok(bdg_keypair_make(&ed, BDG_KEY_ED25519, *state));
    bdg_ob3_signer_t s = { ed, "https://badges.example.org/k", apr_time_from_sec(1772460000) };
    for (int kind = BDG_ENDORSED_BADGE_CLASS; kind <= BDG_ENDORSED_ASSERTION; kind++) {
        bdg_endorsement_t e = endorsement((bdg_endorsed_e)kind);
        bdg_buf_t *json = bdg_buf_make(BDG_OB3_MAX, *state), *one = bdg_buf_make(BDG_OB3_MAX, *state), *two = bdg_buf_make(BDG_OB3_MAX, *state);
        bdg_buf_t *written = bdg_buf_make(BDG_OB3_MAX, *state), *meant = bdg_buf_make(BDG_OB3_MAX, *state);
        bdg_quads_t *q = bdg_quads_make(100, *state), *expanded;
        json_t *doc;
        assert_ok(bdg_ob3_endorsement_write(json, q, &site, &e, *state));
        assert_ok(bdg_json_parse(&doc, json->data, json->len, BDG_OB3_MAX, *state));
        assert_string_equal(bdg_json_get_str(json_object_get(doc, "credentialSubject"), "id"), subjects[kind]);
        assert_ok(bdg_jsonld_quads(&expanded, doc, NULL, contexts, *state));
        assert_ok(bdg_rdfc_canon(written, q, BDG_RDFC_SHA256, NULL, *state));
        assert_ok(bdg_rdfc_canon(meant, expanded, BDG_RDFC_SHA256, NULL, *state));
        assert_string_equal(written->data, meant->data);
        assert_ok(bdg_ob3_endorsement(one, &site, &e, &s, *state));
        assert_ok(bdg_ob3_endorsement(two, &site, &e, &s, *state));
        assert_string_equal(one->data, two->data);
        holds_for(one, contexts, ed, *state);
    }
}

/* An endorsed badge by an endorsed issuer, in an award that is endorsed too: what is quoted is what stands at its own address, the whole means what our quads
 * say, the proofs inside hold by themselves, and the lint goes into them. */
static void endorsed_all_over(void **state)
{
    made_t m = { .b = badge(), .i = issuer(), .a = award() };
    bdg_ob3_endorsements_t of[3] = { { 0 } };
    bdg_contexts_t *contexts;
    bdg_keypair_t *ed, *other;
    assert_ok(bdg_contexts_make(&contexts, *state));
    assert_ok(bdg_keypair_make(&ed, BDG_KEY_ED25519, *state));
    assert_ok(bdg_keypair_make(&other, BDG_KEY_ED25519, *state));
    bdg_ob3_signer_t s = { ed, "https://badges.example.org/k", 0 }, by_other = { other, "https://badges.example.org/o", 0 };
    static const char *const subjects[] = { "0badge00000000000000000000", "0issuer0000000000000000000", "0award00000000000000000000" };
    for (int kind = 0, n = 0; kind < 3; kind++)
        for (int k = 0; k < 2; k++, n++) {
            bdg_endorsement_t e = endorsement((bdg_endorsed_e)kind);
            e.public_id = apr_psprintf(*state, "0endorsement%014d", n);
            e.subject_public_id = subjects[kind];
            e.subject_version = 2;
            if (k)
                e.comment = "And again.";
            assert_ok(bdg_ob3_endorsements_add(&of[kind], &site, &e, &by_other, *state));
            bdg_buf_t *alone = bdg_buf_make(BDG_OB3_MAX, *state);
            assert_ok(bdg_ob3_endorsement(alone, &site, &e, &by_other, *state));
            assert_non_null(strstr(of[kind].json->data, alone->data));
        }
    bdg_buf_t *out = bdg_buf_make(BDG_OB3_MAX, *state), *text = bdg_buf_make(BDG_OB3_MAX, *state), *meant = bdg_buf_make(BDG_OB3_MAX, *state);
    bdg_quads_t *q = bdg_quads_make(BDG_QUADS_MAX, *state), *expanded;
    m.a.details_json = "{\"evidence\":[{\"url\":\"https://badges.example.org/endorsements/0endorsement00000000000004\",\"name\":\"x\"}]}";
    assert_ok(bdg_ob3_wording_make_endorsed(&m.w, &site, &m.b, &m.i, NULL, &of[0], &of[1], *state));
    assert_null(bdg_ob3_wording_flaw(m.w));
    const bdg_ob3_wording_t *w = bdg_ob3_wording_for(m.w, &of[2], *state);
    assert_ptr_equal(bdg_ob3_wording_for(m.w, NULL, *state), m.w);
    assert_ok(bdg_ob3_write(out, q, &site, &m.a, w, 0, *state));
    assert_ok(bdg_json_parse(&m.json, out->data, out->len, BDG_OB3_MAX, *state));
    assert_ok(bdg_ob3_lint(m.json, *state));
    json_t *achievement = json_object_get(json_object_get(m.json, "credentialSubject"), "achievement");
    json_t *lists[] = { json_object_get(achievement, "endorsement"), json_object_get(json_object_get(m.json, "issuer"), "endorsement"), json_object_get(m.json, "endorsement") };
    for (int i = 0; i < 3; i++)
        assert_int_equal(json_array_size(lists[i]), 2);
    assert_null(bdg_json_get_str(json_array_get(json_object_get(m.json, "evidence"), 0), "id"));      /* something is said of it already */
    assert_ok(bdg_rdfc_canon(text, q, BDG_RDFC_SHA256, NULL, *state));
    assert_ok(bdg_jsonld_quads(&expanded, m.json, NULL, contexts, *state));
    assert_ok(bdg_rdfc_canon(meant, expanded, BDG_RDFC_SHA256, NULL, *state));
    assert_string_equal(text->data, meant->data);
    for (int k = 0; k < 2; k++) {                            /* by themselves they mean the same: no word is lost, */
        bdg_buf_t *alone = bdg_buf_make(BDG_OB3_MAX, *state);
        (k ? bdg_ob3_profile : bdg_ob3_achievement)(alone, m.w);
        json_t *doc;
        bdg_quads_t *part;
        assert_ok(bdg_json_parse(&doc, alone->data, alone->len, BDG_OB3_MAX, *state));
        assert_ok(bdg_jsonld_quads(&part, doc, NULL, contexts, *state));
        json_object_del(doc, "@context");
        assert_true(json_equal(doc, k ? json_object_get(m.json, "issuer") : achievement));       /* and they say it in the same words */
    }
    const char *point = strstr(text->data, "<https://w3id.org/security#proof> _:c14n");
    assert_non_null(point);
    bdg_buf_t *one = bdg_buf_make(BDG_OB3_MAX, *state);
    assert_ok(bdg_ob3_embedded(one, &site, &m.a, w, &s, *state));
    holds_for(one, contexts, ed, *state);
    bdg_buf_t *inner = bdg_buf_make(BDG_OB3_MAX, *state);
    bdg_json_write(inner, json_array_get(lists[0], 1));
    holds_for(inner, contexts, other, *state);
    static const char *const bad[][3] = { { "endorsement.0.proof", NULL, "endorsement.proof is missing" }, { "issuer.endorsement.0.type", "[\"x\"]", "type is not" },
        { "credentialSubject.achievement.endorsement.1.id", "\"https://badges.example.org/endorsements/0endorsement00000000000000\"", "is that of another thing" },
        { "credentialSubject.achievement.endorsement.0.credentialSubject.endorsementComment", "null", "endorsementComment is not a text" } };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_err(bdg_ob3_lint(changed(m.json, bad[i][0], bad[i][1] ? json_loads(bad[i][1], JSON_DECODE_ANY, NULL) : NULL, *state), *state), BDG_E_INVALID, bad[i][2]);
}

/* Nothing is signed that breaks the rules. */
static void flawed_endorsements(void **state)
{
    bdg_keypair_t *ed;
    assert_ok(bdg_keypair_make(&ed, BDG_KEY_ED25519, *state));
    bdg_ob3_signer_t s = { ed, "https://badges.example.org/k", 0 };
    bdg_endorsement_t bad[] = { endorsement(BDG_ENDORSED_ISSUER), endorsement(BDG_ENDORSED_ISSUER), endorsement(BDG_ENDORSED_ISSUER), endorsement(BDG_ENDORSED_ISSUER) };
    bad[0].comment = NULL;
    bad[1].comment = " \n";
    bad[2].issuer_name = "";
    bad[3].subject_public_id = bad[3].issuer_public_id;       /* one id, two things */
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        bdg_buf_t *out = bdg_buf_make(BDG_OB3_MAX, *state);
        assert_err(bdg_ob3_endorsement(out, &site, &bad[i], &s, *state), BDG_E_INTERNAL, NULL);
        assert_int_equal(out->len, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        pooled_test(contents), pooled_test(meaning), pooled_test(as_written_before), pooled_test(shapes), pooled_test(json_means_its_quads), pooled_test(proofs_hold), pooled_test(lint), pooled_test(flawed), pooled_test(ids_apart), pooled_test(status_list),
        pooled_test(revocation_list), pooled_test(endorsements), pooled_test(endorsed_all_over), pooled_test(flawed_endorsements)
    };
    return unit_main(tests);
}
