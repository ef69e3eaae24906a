/* Profile and Achievement: the part of a credential that it shares with all others of its badge. */
#include "core/openbadges/ob3_wording.h"
#include "core/achievement.h"
#include "core/alignment.h"
#include "core/attribute.h"
#include "core/openbadges/ob3_lint.h"
#include "core/openbadges/rdfc.h"
#include "core/translation.h"
#include <apr_strings.h>
#include <string.h>

#define FRAGMENT_MAX (1u << 20)
#define IDS_MAX (200 + 6 * BDG_ENDORSEMENTS_LIVE_MAX)

#define SCHEMA(name) BDG_SCHEMA_ORG name
static const ob3_term_t NAME = { "name", SCHEMA("name"), NULL }, DESCRIPTION = { "description", SCHEMA("description"), NULL },
    URL = { "url", SCHEMA("url"), BDG_XSDS "anyURI" }, EMAIL = { "email", SCHEMA("email"), NULL }, PHONE = { "phone", BDG_OB "phone", NULL },
    IMAGE = { "image", BDG_OB "image", NULL }, CRITERIA = { "criteria", BDG_OB "Criteria", NULL }, NARRATIVE = { "narrative", BDG_OB "narrative", NULL },
    CREATOR = { "creator", BDG_OB "creator", NULL }, TAG = { "tag", SCHEMA("keywords"), NULL }, VERSION = { "version", BDG_OB "version", NULL },
    IN_LANGUAGE = { "inLanguage", SCHEMA("inLanguage"), NULL }, RELATED = { "related", BDG_OB "related", NULL },
    ALIGNMENT = { "alignment", BDG_OB "alignment", NULL }, TARGET_NAME = { "targetName", SCHEMA("targetName"), NULL },
    TARGET_URL = { "targetUrl", SCHEMA("targetUrl"), BDG_XSDS "anyURI" }, TARGET_DESCRIPTION = { "targetDescription", SCHEMA("targetDescription"), NULL },
    TARGET_FRAMEWORK = { "targetFramework", SCHEMA("targetFramework"), NULL }, TARGET_CODE = { "targetCode", BDG_OB "targetCode", NULL },
    RESULT_DESCRIPTION = { "resultDescription", BDG_OB "resultDescription", NULL }, RESULT_TYPE = { "resultType", BDG_OB "resultType", NULL },
    ALLOWED_VALUE = { "allowedValue", BDG_OB "allowedValue", NULL }, ACHIEVEMENT_TYPE = { "achievementType", BDG_OB "achievementType", NULL },
    CREDITS = { "creditsAvailable", BDG_OB "creditsAvailable", BDG_XSDS "float" }, FIELD = { "fieldOfStudy", BDG_OB "fieldOfStudy", NULL },
    SPECIALIZATION = { "specialization", BDG_OB "specialization", NULL }, HUMAN_CODE = { "humanCode", BDG_OB "humanCode", NULL };
static const ob3_type_t PROFILE = { "Profile", BDG_OB "Profile", 1 }, ACHIEVEMENT = { "Achievement", BDG_OB "Achievement", 1 },
    AN_IMAGE = { "Image", BDG_OB "Image", 0 }, AN_ALIGNMENT = { "Alignment", SCHEMA("AlignmentObject"), 1 }, A_RELATED = { "Related", BDG_OB "Related", 1 },
    A_RESULT_DESCRIPTION = { "ResultDescription", BDG_OB "ResultDescription", 1 };

typedef struct maker_t {
    bdg_ob3_wording_t *out;
    const bdg_site_t *site;
    ob3_writer_t w;
    const char **ids;
    const bdg_ob3_endorsements_t *of_badge, *of_issuer;      /* or NULL */
    apr_pool_t *pool;
} maker_t;

/* id, when nothing else has it yet; else NULL. */
static const char *take(maker_t *m, const char *id)
{
    for (int i = 0; i < m->out->nids; i++)
        if (!strcmp(m->ids[i], id))
            return NULL;
    if (m->out->nids == IDS_MAX)
        return NULL;
    return m->ids[m->out->nids++] = id;
}

/* What endorsements speak of is not said again of something else. */
static void take_all(maker_t *m, const bdg_ob3_endorsements_t *all)
{
    for (int i = 0; all && i < all->nids; i++)
        take(m, all->ids[i]);
}

static void image(maker_t *m, const char *id)
{
    ob3_begin(&m->w, &IMAGE, take(m, id), &AN_IMAGE);
    ob3_end(&m->w);
}

/* BCP 47 as the official schema wants it: en, zh-Hant, en-GB, es-419. */
static int language_fits(const char *s)
{
    size_t n = s ? strspn(s, "abcdefghijklmnopqrstuvwxyz") : 0;
    if (n < 2 || n > 4)
        return 0;
    s += n;
    if (s[0] == '-' && s[1] >= 'A' && s[1] <= 'Z' && strspn(s + 2, "abcdefghijklmnopqrstuvwxyz") == 3)
        s += 5;
    if (s[0] == '-' && ((strspn(s + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 2 && !s[3]) || (strspn(s + 1, "0123456789") == 3 && !s[4])))
        return 1;
    return !*s;
}

static void profile(maker_t *m, const bdg_issuer_t *i)
{
    ob3_begin(&m->w, NULL, m->out->controller, &PROFILE);
    ob3_text(&m->w, &NAME, i->name);
    ob3_text(&m->w, &URL, i->url);
    ob3_text(&m->w, &EMAIL, i->email);
    ob3_text(&m->w, &DESCRIPTION, i->description);
    ob3_text(&m->w, &PHONE, i->telephone);
    if (i->logo_graphic_id)
        image(m, apr_pstrcat(m->pool, m->out->issuer_url, "/image", NULL));
    ob3_endorsements(&m->w, m->of_issuer);
    ob3_end(&m->w);
}

static void criteria(maker_t *m, const bdg_badge_class_t *b)
{
    int elsewhere = b->criteria_url && *b->criteria_url;
    const char *ours = apr_pstrcat(m->pool, m->out->achievement, "/criteria", NULL);
    const char *id = take(m, elsewhere ? ob3_address(b->criteria_url, m->pool) : ours);
    ob3_begin(&m->w, &CRITERIA, id ? id : take(m, ours), NULL);
    ob3_text(&m->w, &NARRATIVE, b->criteria_text);
    ob3_end(&m->w);
}

static bdg_err_t *tags(maker_t *m, const char *json)
{
    json_t *list, *v;
    size_t i;
    int n = 0;
    BDG_TRY(bdg_json_parse(&list, json, strlen(json), 1 << 16, m->pool));
    const char **values = apr_palloc(m->pool, sizeof *values * (json_array_size(list) + 1));
    json_array_foreach(list, i, v)
        if (json_is_string(v))
            values[n++] = json_string_value(v);
    ob3_texts(&m->w, &TAG, values, n);
    return NULL;
}

static bdg_err_t *alignments(maker_t *m, const char *json)
{
    bdg_alignment_t *list;
    int n;
    BDG_TRY(bdg_alignments_read(&list, &n, json, m->pool));
    if (!n)
        return NULL;
    ob3_list(&m->w, &ALIGNMENT);
    for (int i = 0; i < n; i++) {
        ob3_begin(&m->w, NULL, NULL, &AN_ALIGNMENT);
        ob3_text(&m->w, &TARGET_NAME, list[i].name);
        ob3_text(&m->w, &TARGET_URL, list[i].url);
        ob3_text(&m->w, &TARGET_DESCRIPTION, list[i].description);
        ob3_text(&m->w, &TARGET_FRAMEWORK, list[i].framework);
        ob3_text(&m->w, &TARGET_CODE, list[i].code);
        ob3_end(&m->w);
    }
    ob3_list_end(&m->w);
    return NULL;
}

static bdg_err_t *related(maker_t *m, const bdg_badge_class_t *b)
{
    bdg_related_t *list;
    int n, begun = 0;
    BDG_TRY(bdg_translation_related(&list, &n, b, m->out->achievement, m->pool));
    for (int i = 0; i < n; i++) {
        const char *id = take(m, ob3_address(list[i].url, m->pool));
        if (!id)
            continue;
        if (!begun++)
            ob3_list(&m->w, &RELATED);
        ob3_begin(&m->w, NULL, id, &A_RELATED);
        if (language_fits(list[i].language))
            ob3_text(&m->w, &IN_LANGUAGE, list[i].language);
        ob3_text(&m->w, &VERSION, list[i].version);
        ob3_end(&m->w);
    }
    if (begun)
        ob3_list_end(&m->w);
    return NULL;
}

static bdg_err_t *results(maker_t *m, const char *json)
{
    bdg_attribute_t *list;
    int n;
    BDG_TRY(bdg_attributes_read(&list, &n, json, m->pool));
    if (!n)
        return NULL;
    m->out->results = apr_palloc(m->pool, sizeof *m->out->results * (size_t)n);
    ob3_list(&m->w, &RESULT_DESCRIPTION);
    for (int i = 0; i < n; i++) {
        const char *id = take(m, apr_pstrcat(m->pool, m->out->achievement, "#", list[i].key, NULL));
        m->out->results[m->out->nresults].key = list[i].key;
        m->out->results[m->out->nresults++].id = id;
        ob3_begin(&m->w, NULL, id, &A_RESULT_DESCRIPTION);
        ob3_text(&m->w, &NAME, list[i].name);
        ob3_text(&m->w, &DESCRIPTION, list[i].help);
        ob3_text(&m->w, &RESULT_TYPE, "Result");
        ob3_text_list(&m->w, &ALLOWED_VALUE, list[i].choices, list[i].nchoices);
        ob3_end(&m->w);
    }
    ob3_list_end(&m->w);
    return NULL;
}

static bdg_err_t *kind(maker_t *m, const char *json)
{
    bdg_achievement_t a;
    BDG_TRY(bdg_achievement_read(&a, json, m->pool));
    ob3_text(&m->w, &ACHIEVEMENT_TYPE, a.type);
    ob3_number(&m->w, &CREDITS, a.credits);
    ob3_text(&m->w, &FIELD, a.field);
    ob3_text(&m->w, &SPECIALIZATION, a.specialization);
    ob3_text(&m->w, &HUMAN_CODE, a.code);
    return NULL;
}

static bdg_err_t *achievement(maker_t *m, const bdg_badge_class_t *b)
{
    ob3_begin(&m->w, NULL, m->out->achievement, &ACHIEVEMENT);
    ob3_text(&m->w, &NAME, b->name);
    ob3_text(&m->w, &DESCRIPTION, b->description);
    criteria(m, b);
    image(m, bdg_site_url(m->site, m->pool, "/badges/%s/image", b->public_id));
    ob3_begin(&m->w, &CREATOR, m->out->controller, &PROFILE);
    ob3_end(&m->w);
    if (language_fits(b->language))
        ob3_text(&m->w, &IN_LANGUAGE, b->language);
    ob3_text(&m->w, &VERSION, apr_itoa(m->pool, b->number));
    BDG_TRY(kind(m, b->achievement_json));
    BDG_TRY(tags(m, b->tags_json));
    BDG_TRY(alignments(m, b->alignments_json));
    BDG_TRY(results(m, b->attributes_json));
    BDG_TRY(related(m, b));
    ob3_endorsements(&m->w, m->of_badge);
    ob3_end(&m->w);
    return NULL;
}

/* What was written since the last time. */
static bdg_err_t *fragment(const char **json, size_t *len, maker_t *m)
{
    BDG_TRY(bdg_buf_check(m->w.json));
    *len = m->w.json->len;
    *json = apr_pstrmemdup(m->pool, m->w.json->data, *len);
    bdg_buf_clear(m->w.json);
    return NULL;
}

const char *bdg_ob3_wording_flaw(const bdg_ob3_wording_t *w) { return w->flaw; }

static void alone(bdg_buf_t *out, const char *json, size_t len)
{
    bdg_buf_str(out, "{" BDG_OB3_CONTEXTS ",");
    bdg_buf_add(out, json + 1, len - 1);
}

void bdg_ob3_achievement(bdg_buf_t *out, const bdg_ob3_wording_t *w) { alone(out, w->achievement_json, w->achievement_json_len); }
void bdg_ob3_profile(bdg_buf_t *out, const bdg_ob3_wording_t *w) { alone(out, w->issuer_json, w->issuer_json_len); }

/* An award with everything, as nobody has it. */
static bdg_err_t *look_over(maker_t *m, apr_pool_t *pool)
{
    bdg_ob3_wording_t *x = m->out;
    bdg_buf_t *out = bdg_buf_make(BDG_OB3_MAX, pool);
    json_t *doc, *attributes = json_object(), *details = bdg_json_object(pool);
    for (int i = 0; i < x->nresults; i++)
        bdg_json_str(attributes, x->results[i].key, "1");
    bdg_json_set(details, "attributes", attributes);
    bdg_json_str(details, "narrative", "Text");
    bdg_json_set(details, "evidence", json_pack("[{s:s, s:s}]", "name", "Name", "narrative", "Text"));
    bdg_assertion_t a = { .id = 1, .public_id = "00000000000000000000000000", .recipient_identity = "nobody@example.org", .issued_on = 1, .expires_on = 2,
                          .details_json = bdg_json_dump(details, pool) };
    BDG_TRY(bdg_ob3_write(out, NULL, m->site, &a, x, 0, pool));
    BDG_TRY(bdg_json_parse(&doc, out->data, out->len, BDG_OB3_MAX, pool));
    bdg_err_t *e = bdg_ob3_lint(doc, pool);
    if (e)
        x->flaw = apr_pstrdup(m->pool, e->message);
    bdg_err_clear(e);
    return NULL;
}

bdg_err_t *bdg_ob3_wording_make(const bdg_ob3_wording_t **out, const bdg_site_t *site, const bdg_badge_class_t *badge, const bdg_issuer_t *issuer,
                                const char *controller, apr_pool_t *pool)
{
    return bdg_ob3_wording_make_endorsed(out, site, badge, issuer, controller, NULL, NULL, pool);
}

const bdg_ob3_wording_t *bdg_ob3_wording_for(const bdg_ob3_wording_t *w, const bdg_ob3_endorsements_t *of_award, apr_pool_t *pool)
{
    if (!of_award || !of_award->count)
        return w;
    bdg_ob3_wording_t *x = apr_pmemdup(pool, w, sizeof *w);
    x->of_award = of_award;
    return x;
}

bdg_err_t *bdg_ob3_wording_make_endorsed(const bdg_ob3_wording_t **out, const bdg_site_t *site, const bdg_badge_class_t *badge, const bdg_issuer_t *issuer,
                                         const char *controller, const bdg_ob3_endorsements_t *of_badge, const bdg_ob3_endorsements_t *of_issuer, apr_pool_t *pool)
{
    bdg_ob3_wording_t *x = apr_pcalloc(pool, sizeof *x);
    bdg_quads_t *quads = bdg_quads_make(BDG_QUADS_MAX, pool);
    maker_t m = { x, site, { .quads = quads, .blanks = "w", .pool = pool }, apr_palloc(pool, sizeof *m.ids * IDS_MAX), of_badge, of_issuer, pool };
    m.w.json = bdg_buf_make(FRAGMENT_MAX, pool);
    x->name = badge->name;
    x->issuer_url = bdg_site_url(site, pool, "/issuers/%s", issuer->public_id);
    x->controller = controller ? apr_pstrdup(pool, controller) : x->issuer_url;
    x->achievement = bdg_site_url(site, pool, "/badges/%s/versions/%d", badge->public_id, badge->number);
    x->ids = m.ids;
    take(&m, x->controller);
    take(&m, x->achievement);
    take_all(&m, of_issuer);
    take_all(&m, of_badge);
    profile(&m, issuer);
    BDG_TRY(fragment(&x->issuer_json, &x->issuer_json_len, &m));
    BDG_TRY(achievement(&m, badge));
    bdg_quads_t *with_blanks;
    BDG_TRY(bdg_rdfc_ready(&x->ready, &with_blanks, quads, pool));
    x->quads = with_blanks;
    BDG_TRY(fragment(&x->achievement_json, &x->achievement_json_len, &m));
    apr_pool_t *scratch;
    apr_pool_create(&scratch, pool);
    bdg_err_t *e = look_over(&m, scratch);
    apr_pool_destroy(scratch);
    *out = x;
    return e;
}
