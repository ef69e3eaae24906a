#include "core/badge_class.h"
#include "base/language.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "core/access.h"
#include "core/badge_wording.h"
#include "core/openbadges/ob3.h"
#include "store/audit.h"
#include "store/graphic.h"
#include "store/issuer.h"
#include "store/public_change.h"
#include <apr_strings.h>
#include <string.h>

/* Every change is the same act: the row is held, copied, the copy changed, checked, and written where it differs. */
typedef struct change_t {
    const bdg_edit_t *edit;
    const char *action;                                        /* for the audit log */
    bdg_err_t *(*apply)(bdg_badge_class_t *next, const struct change_t *c, bdg_db_t *db, apr_pool_t *pool);
    const bdg_badge_class_t *typed;                            /* members as checked, of which apply takes its own */
    int with_expiry;                                           /* of the details: it was among what was sent */
    const char *chosen;                                        /* public id of an issuer or a graphic, NULL for none */
    const bdg_attribute_typed_t *rows; int nrows;
    const bdg_alignment_typed_t *alignments; int nalignments;
    const bdg_related_typed_t *related; int nrelated;
    const bdg_translation_typed_t *translations; int ntranslations;
} change_t;

static int in_state(const bdg_badge_class_t *b, const char *state) { return !strcmp(b->state, state); }

/* --- what differs */

static int same_wording(const bdg_badge_class_t *a, const bdg_badge_class_t *b)
{
    return bdg_same(a->name, b->name) && bdg_same(a->description, b->description) && bdg_same(a->language, b->language) && bdg_same(a->criteria_text, b->criteria_text) &&
           bdg_same(a->criteria_url, b->criteria_url) && bdg_same(a->tags_json, b->tags_json) && bdg_same(a->attributes_json, b->attributes_json) &&
           bdg_same(a->alignments_json, b->alignments_json) && bdg_same(a->related_json, b->related_json) &&
           bdg_same(a->achievement_json, b->achievement_json) && bdg_same(a->translations_json, b->translations_json);
}

static int same_rest(const bdg_badge_class_t *a, const bdg_badge_class_t *b)
{
    return a->issuer_id == b->issuer_id && a->graphic_id == b->graphic_id && bdg_same(a->state, b->state) && bdg_same(a->duplicate_policy, b->duplicate_policy) &&
           a->expiry_months == b->expiry_months;
}

static json_t *as_json(const bdg_badge_class_t *b, apr_pool_t *pool)
{
    json_t *o = bdg_json_object(pool);
    bdg_json_str(o, "name", b->name);
    bdg_json_str(o, "description", b->description);
    bdg_json_str(o, "language", b->language);
    bdg_json_str(o, "criteria_text", b->criteria_text);
    bdg_json_str(o, "criteria_url", b->criteria_url);
    bdg_json_str(o, "tags", b->tags_json);
    bdg_json_str(o, "attributes", b->attributes_json);
    bdg_json_str(o, "alignments", b->alignments_json);
    bdg_json_str(o, "related", b->related_json);
    bdg_json_str(o, "achievement", b->achievement_json);
    bdg_json_str(o, "translations", b->translations_json);
    bdg_json_int(o, "issuer_id", b->issuer_id);
    bdg_json_int(o, "graphic_id", b->graphic_id);
    bdg_json_str(o, "state", b->state);
    bdg_json_str(o, "duplicate_policy", b->duplicate_policy);
    bdg_json_int(o, "expiry_months", b->expiry_months);
    bdg_json_int(o, "version", b->number);
    return o;
}

/* Leaves in before and after only the keys whose values differ. */
static void keep_differences(json_t *before, json_t *after)
{
    const char *key;
    json_t *value;
    void *next;
    json_object_foreach_safe(after, next, key, value) {
        if (json_equal(value, json_object_get(before, key))) {
            json_object_del(before, key);
            json_object_del(after, key);
        }
    }
}

static bdg_err_t *audit(const bdg_edit_t *edit, bdg_db_t *db, const char *action, int64_t id, json_t *before, json_t *after, apr_pool_t *pool)
{
    return bdg_audit(db, edit->organisation_id, edit->actor->account_id, edit->actor->address, action, "badge_class", id, before, after, pool);
}

/* --- writing */

/* Flaws are named by field while a tab is saved, and by tab where the whole badge is looked at. */
static void missing(bdg_check_t *c, const bdg_badge_class_t *b, int by_tab)
{
    const struct { int fine; const char *field, *label, *tab, *title, *message; } needs[] = {
        { *b->description != 0, "description", _("Description"), "details", _("Details"), _("A published badge needs a description.") },
        { b->issuer_id != 0, "issuer", _("Issuer"), "details", _("Details"), _("A published badge needs an issuer.") },
        { b->graphic_id != 0, "graphic", _("Graphic"), "graphics", _("Graphics"), _("A published badge needs a graphic.") },
        { b->criteria_text || b->criteria_url, "criteria", _("Criteria"), "criteria", _("Criteria"), _("A published badge needs criteria: a text of your own, or an address.") },
    };
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (!needs[i].fine)
            bdg_check_add(c, by_tab ? needs[i].tab : needs[i].field, by_tab ? needs[i].title : needs[i].label, "%s", needs[i].message);
}

void bdg_badge_class_missing(bdg_check_t *check, const bdg_badge_class_t *badge) { missing(check, badge, 1); }

/* The awards of a class show its graphic, at any number of addresses; all else of it stands at its own. */
static bdg_err_t *tell_caches(bdg_db_t *db, const bdg_badge_class_t *now, const bdg_badge_class_t *next)
{
    if (now->graphic_id != next->graphic_id || strcmp(now->state, next->state))
        return bdg_public_change_bump_all(db);
    return bdg_public_change_bump(db, next->public_id);
}

static bdg_err_t *write_change(bdg_db_t *db, const change_t *c, const bdg_badge_class_t *now, bdg_badge_class_t *next, apr_pool_t *pool)
{
    json_t *before = as_json(now, pool);
    int publishing = in_state(next, "published") && !in_state(now, "published");
    if (!same_wording(now, next))
        BDG_TRY(bdg_badge_class_write(next, db, c->edit->actor->account_id));
    BDG_TRY(bdg_badge_class_update(db, next, publishing));
    json_t *after = as_json(next, pool);
    keep_differences(before, after);
    BDG_TRY(audit(c->edit, db, c->action, c->edit->id, before, after, pool));
    return tell_caches(db, now, next);
}

static bdg_err_t *change_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const change_t *c = baton;
    const bdg_edit_t *edit = c->edit;
    bdg_badge_class_t *now;
    bdg_check_rewind(edit->check, 0);
    BDG_TRY(bdg_badge_class_lock(db, edit->id, edit->organisation_id));
    BDG_TRY(bdg_badge_class_by_id(&now, db, edit->id, pool));
    if (now->revision != edit->revision)
        return bdg_err(BDG_E_CONFLICT, "Somebody else changed this badge while you were looking at it.");
    bdg_badge_class_t next = *now;
    BDG_TRY(c->apply(&next, c, db, pool));
    if (in_state(&next, "published"))
        missing(edit->check, &next, strcmp(now->state, next.state) != 0);
    BDG_TRY(bdg_check_result(edit->check));
    if (same_wording(now, &next) && same_rest(now, &next))
        return NULL;
    return write_change(db, c, now, &next, pool);
}

static bdg_err_t *change(change_t *c) { return bdg_db_tx(c->edit->db, change_tx, c, c->edit->pool); }

static bdg_err_t *absent_is_null(bdg_err_t *e)
{
    if (e && e->code == BDG_E_NOT_FOUND) {
        bdg_err_clear(e);
        return NULL;
    }
    return e;
}

/* --- the issuer */

/* Any active issuer of the organisation on which the person may edit badges; *id 0 for none. A badge keeps the issuer it has. */
static bdg_err_t *find_issuer(int64_t *id, const bdg_edit_t *edit, bdg_db_t *db, const char *public_id, int64_t present, apr_pool_t *pool)
{
    bdg_issuer_t *issuer = NULL;
    bdg_scope_t scope = { 0 };
    *id = 0;
    if (!public_id)
        return NULL;
    if (bdg_id_valid(public_id))
        BDG_TRY(absent_is_null(bdg_issuer_by_public_id(&issuer, db, public_id, pool)));
    if (issuer && issuer->id != present)
        BDG_TRY(absent_is_null(bdg_access_object(&scope, db, edit->actor, BDG_OBJECT_ISSUER, public_id, pool)));
    if (issuer && (issuer->id == present || (issuer->organisation_id == edit->organisation_id && !strcmp(issuer->state, "active") &&
                                             (scope.perms & BDG_PERM_BIT(BDG_PERM_BADGES_EDIT)))))
        *id = issuer->id;
    else
        bdg_check_add(edit->check, "issuer", "Issuer", "Choose one of your issuers.");
    return bdg_check_result(edit->check);
}

/* Somebody whose role is for single issuers would lose sight of a badge without one. */
static bdg_err_t *issuer_or_whole(const bdg_edit_t *edit, int64_t issuer_id)
{
    if (!issuer_id && !(edit->actor->perms & BDG_PERM_BIT(BDG_PERM_BADGES_EDIT)))
        bdg_check_add(edit->check, "issuer", "Issuer", "Choose one of your issuers.");
    return bdg_check_result(edit->check);
}

/* --- a new one */

typedef struct create_t { const bdg_edit_t *edit; bdg_badge_class_t *badge; const char *issuer; } create_t;

static bdg_err_t *create_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    create_t *c = baton;
    bdg_check_rewind(c->edit->check, 0);
    BDG_TRY(find_issuer(&c->badge->issuer_id, c->edit, db, c->issuer, 0, pool));
    BDG_TRY(issuer_or_whole(c->edit, c->badge->issuer_id));
    BDG_TRY(bdg_badge_class_insert(c->badge, db, c->edit->actor->account_id));
    return audit(c->edit, db, "badge_class.create", c->badge->id, NULL, as_json(c->badge, pool), pool);
}

/* Each part with its length, so that no two forms with different words look the same. */
static void hash_part(bdg_buf_t *b, const char *s) { bdg_buf_printf(b, "%zu:%s,", s ? strlen(s) : 0, s ? s : ""); }

static bdg_err_t *public_id_of(char out[BDG_ID_LEN + 1], const bdg_edit_t *edit, const bdg_badge_details_t *t)
{
    unsigned char hash[32];
    const bdg_achievement_typed_t *a = &t->achievement;
    const char *const parts[] = { t->form, t->name, t->description, t->language, t->issuer, t->tags, t->expiry, t->expiry_count, t->expiry_unit,
                                  a->type, a->other, a->credits, a->field, a->specialization, a->code };
    bdg_buf_t *b = bdg_buf_make(1024 * 1024, edit->pool);
    bdg_buf_printf(b, "badge %lld %lld ", (long long)edit->actor->account_id, (long long)edit->organisation_id);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        hash_part(b, parts[i]);
    BDG_TRY(bdg_buf_check(b));
    bdg_sha256(b->data, b->len, hash);
    bdg_id_of(out, hash);
    return NULL;
}

/* The draft that the same form made before, whatever became of it since. */
static bdg_err_t *made_before(bdg_err_t *duplicate, const bdg_edit_t *edit, const char *public_id)
{
    bdg_badge_class_t *there;
    bdg_err_t *e = bdg_badge_class_by_public_id(&there, edit->db, public_id, edit->pool);
    if (!e && there->organisation_id == edit->organisation_id) {
        bdg_err_clear(duplicate);
        return NULL;
    }
    bdg_err_clear(e);
    return duplicate;
}

bdg_err_t *bdg_badge_class_create(const char **public_id, const bdg_edit_t *edit, const bdg_badge_details_t *typed)
{
    bdg_badge_class_t badge = { .organisation_id = edit->organisation_id, .state = "draft", .duplicate_policy = "skip", .attributes_json = "[]" };
    create_t c = { edit, &badge, bdg_is_blank(typed->issuer) ? NULL : typed->issuer };
    char *id = apr_palloc(edit->pool, BDG_ID_LEN + 1);
    bdg_badge_check_details(&badge, edit->check, typed);
    BDG_TRY(bdg_check_result(edit->check));
    if (typed->form && bdg_id_valid(typed->form))
        BDG_TRY(public_id_of(id, edit, typed));
    else
        bdg_id_new(id);
    badge.public_id = *public_id = id;
    bdg_err_t *e = bdg_db_tx(edit->db, create_tx, &c, edit->pool);
    return e && e->code == BDG_E_DUPLICATE ? made_before(e, edit, id) : e;
}

/* --- its parts */

static bdg_err_t *apply_details(bdg_badge_class_t *next, const change_t *c, bdg_db_t *db, apr_pool_t *pool)
{
    int64_t issuer;
    bdg_badge_class_t *translated;
    next->name = c->typed->name;
    next->description = c->typed->description;
    next->language = c->typed->language;
    next->tags_json = c->typed->tags_json;
    next->achievement_json = c->typed->achievement_json;
    if (c->with_expiry)
        next->expiry_months = c->typed->expiry_months;
    BDG_TRY(find_issuer(&issuer, c->edit, db, c->chosen, next->issuer_id, pool));
    BDG_TRY(bdg_translation_apply(&translated, next, next->language, pool));
    if (translated)
        bdg_check_add(c->edit->check, "language", "Language", "The badge has words in this language under Languages. Take them out there first.");
    if (issuer != next->issuer_id && next->award_count)
        bdg_check_add(c->edit->check, "issuer", "Issuer", "This badge has been awarded; its issuer stays as it is.");
    next->issuer_id = issuer;
    return issuer_or_whole(c->edit, issuer);
}

bdg_err_t *bdg_badge_class_set_details(const bdg_edit_t *edit, const bdg_badge_details_t *typed)
{
    bdg_badge_class_t badge = { 0 };
    change_t c = { .edit = edit, .action = "badge_class.details", .apply = apply_details, .typed = &badge,
                   .chosen = bdg_is_blank(typed->issuer) ? NULL : typed->issuer, .with_expiry = typed->expiry != NULL };
    bdg_badge_check_details(&badge, edit->check, typed);
    BDG_TRY(bdg_check_result(edit->check));
    return change(&c);
}

static bdg_err_t *apply_criteria(bdg_badge_class_t *next, const change_t *c, bdg_db_t *db, apr_pool_t *pool)
{
    (void)db; (void)pool;
    next->criteria_text = c->typed->criteria_text;
    next->criteria_url = c->typed->criteria_url;
    return NULL;
}

bdg_err_t *bdg_badge_class_set_criteria(const bdg_edit_t *edit, const bdg_badge_criteria_t *typed)
{
    bdg_badge_class_t badge = { 0 };
    change_t c = { .edit = edit, .action = "badge_class.criteria", .apply = apply_criteria, .typed = &badge };
    bdg_badge_check_criteria(&badge, edit->check, typed);
    BDG_TRY(bdg_check_result(edit->check));
    return change(&c);
}

static bdg_err_t *apply_graphic(bdg_badge_class_t *next, const change_t *c, bdg_db_t *db, apr_pool_t *pool)
{
    bdg_graphic_t *g = NULL;
    if (c->chosen && bdg_id_valid(c->chosen))
        BDG_TRY(absent_is_null(bdg_graphic_by_public_id(&g, db, c->chosen, c->edit->organisation_id, pool)));
    if (!g || (strcmp(g->state, "active") && g->id != next->graphic_id))
        bdg_check_add(c->edit->check, "graphic", "Graphic", "Choose a picture of your library, or upload one.");
    else
        next->graphic_id = g->id;
    return bdg_check_result(c->edit->check);
}

bdg_err_t *bdg_badge_class_set_graphic(const bdg_edit_t *edit, const char *graphic)
{
    change_t c = { .edit = edit, .action = "badge_class.graphic", .apply = apply_graphic, .chosen = graphic };
    return change(&c);
}

static bdg_err_t *apply_attributes(bdg_badge_class_t *next, const change_t *c, bdg_db_t *db, apr_pool_t *pool)
{
    bdg_attribute_t *before, *after;
    int nbefore, nafter;
    (void)db;
    BDG_TRY(bdg_attributes_read(&before, &nbefore, next->attributes_json, pool));
    bdg_attributes_check(&after, &nafter, c->edit->check, c->rows, c->nrows, before, nbefore);
    BDG_TRY(bdg_check_result(c->edit->check));
    next->attributes_json = bdg_attributes_write(after, nafter, pool);
    return NULL;
}

bdg_err_t *bdg_badge_class_set_attributes(const bdg_edit_t *edit, const bdg_attribute_typed_t *rows, int nrows)
{
    change_t c = { .edit = edit, .action = "badge_class.attributes", .apply = apply_attributes, .rows = rows, .nrows = nrows };
    return change(&c);
}

static bdg_err_t *apply_alignments(bdg_badge_class_t *next, const change_t *c, bdg_db_t *db, apr_pool_t *pool)
{
    bdg_alignment_t *list;
    int n;
    (void)db;
    bdg_alignments_check(&list, &n, c->edit->check, c->alignments, c->nalignments);
    BDG_TRY(bdg_check_result(c->edit->check));
    next->alignments_json = bdg_alignments_write(list, n, pool);
    return NULL;
}

bdg_err_t *bdg_badge_class_set_alignments(const bdg_edit_t *edit, const bdg_alignment_typed_t *rows, int nrows)
{
    change_t c = { .edit = edit, .action = "badge_class.alignments", .apply = apply_alignments, .alignments = rows, .nalignments = nrows };
    return change(&c);
}

static bdg_err_t *apply_related(bdg_badge_class_t *next, const change_t *c, bdg_db_t *db, apr_pool_t *pool)
{
    bdg_related_t *list;
    int n;
    (void)db;
    bdg_related_check(&list, &n, c->edit->check, c->related, c->nrelated);
    BDG_TRY(bdg_check_result(c->edit->check));
    next->related_json = bdg_related_write(list, n, pool);
    return NULL;
}

bdg_err_t *bdg_badge_class_set_related(const bdg_edit_t *edit, const bdg_related_typed_t *rows, int nrows)
{
    change_t c = { .edit = edit, .action = "badge_class.related", .apply = apply_related, .related = rows, .nrelated = nrows };
    return change(&c);
}

static bdg_err_t *apply_translations(bdg_badge_class_t *next, const change_t *c, bdg_db_t *db, apr_pool_t *pool)
{
    bdg_translation_t *list;
    int n;
    (void)db;
    bdg_translations_check(&list, &n, c->edit->check, c->translations, c->ntranslations, next->language);
    BDG_TRY(bdg_check_result(c->edit->check));
    next->translations_json = bdg_translations_write(list, n, pool);
    return NULL;
}

bdg_err_t *bdg_badge_class_set_translations(const bdg_edit_t *edit, const bdg_translation_typed_t *rows, int nrows)
{
    change_t c = { .edit = edit, .action = "badge_class.languages", .apply = apply_translations, .translations = rows, .ntranslations = nrows };
    return change(&c);
}

static bdg_err_t *apply_settings(bdg_badge_class_t *next, const change_t *c, bdg_db_t *db, apr_pool_t *pool)
{
    (void)db; (void)pool;
    next->duplicate_policy = c->typed->duplicate_policy;
    next->expiry_months = c->typed->expiry_months;
    return NULL;
}

bdg_err_t *bdg_badge_class_set_settings(const bdg_edit_t *edit, const bdg_badge_settings_t *typed)
{
    bdg_badge_class_t badge = { 0 };
    change_t c = { .edit = edit, .action = "badge_class.settings", .apply = apply_settings, .typed = &badge };
    bdg_badge_check_settings(&badge, edit->check, typed);
    BDG_TRY(bdg_check_result(edit->check));
    return change(&c);
}

/* --- its life */

static bdg_err_t *cannot(const char *what, const bdg_badge_class_t *b)
{
    static const char *const words[] = { "draft", "a draft", "published", "published", "withdrawn", "withdrawn", "archived", "archived", NULL };
    int i = 0;
    while (words[i] && strcmp(words[i], b->state))
        i += 2;
    return bdg_err(BDG_E_CONFLICT, "This badge cannot be %s: it is %s.", what, words[i] ? words[i + 1] : "in another state");
}

static bdg_err_t *apply_publish(bdg_badge_class_t *next, const change_t *c, bdg_db_t *db, apr_pool_t *pool)
{
    static const bdg_site_t anywhere = { .base = "https://badges.example.org" };     /* addresses have the same form on every server */
    const bdg_ob3_wording_t *wording;
    bdg_issuer_t *issuer;
    if (!in_state(next, "draft") && !in_state(next, "withdrawn"))
        return cannot("published", next);
    if (next->issuer_id) {
        BDG_TRY(bdg_issuer_lock(db, next->issuer_id, next->organisation_id));      /* so that it is not archived meanwhile */
        BDG_TRY(bdg_issuer_by_id(&issuer, db, next->issuer_id, pool));
        if (strcmp(issuer->state, "active"))
            bdg_check_add(c->edit->check, "details", "Details", "Its issuer is archived; choose another one.");
        BDG_TRY(bdg_ob3_wording_make(&wording, &anywhere, next, issuer, NULL, pool));
        if (bdg_ob3_wording_flaw(wording) && next->graphic_id && *next->name && *next->description)      /* else that is what is said */
            bdg_check_add(c->edit->check, "details", "Details", "Its credentials could not be signed: %s", bdg_ob3_wording_flaw(wording));
    }
    next->state = "published";
    return NULL;
}

static bdg_err_t *apply_withdraw(bdg_badge_class_t *next, const change_t *c, bdg_db_t *db, apr_pool_t *pool)
{
    (void)c; (void)db; (void)pool;
    if (!in_state(next, "published"))
        return cannot("withdrawn", next);
    next->state = "withdrawn";
    return NULL;
}

static bdg_err_t *apply_archive(bdg_badge_class_t *next, const change_t *c, bdg_db_t *db, apr_pool_t *pool)
{
    (void)c; (void)db; (void)pool;
    if (in_state(next, "archived"))
        return cannot("archived", next);
    next->state = "archived";
    return NULL;
}

static bdg_err_t *apply_restore(bdg_badge_class_t *next, const change_t *c, bdg_db_t *db, apr_pool_t *pool)
{
    (void)c; (void)db; (void)pool;
    if (!in_state(next, "archived"))
        return cannot(_("brought back"), next);
    next->state = next->published_at ? "withdrawn" : "draft";
    return NULL;
}

bdg_err_t *bdg_badge_class_publish(const bdg_edit_t *edit)
{
    change_t c = { .edit = edit, .action = "badge_class.publish", .apply = apply_publish };
    return change(&c);
}

bdg_err_t *bdg_badge_class_withdraw(const bdg_edit_t *edit)
{
    change_t c = { .edit = edit, .action = "badge_class.withdraw", .apply = apply_withdraw };
    return change(&c);
}

bdg_err_t *bdg_badge_class_archive(const bdg_edit_t *edit)
{
    change_t c = { .edit = edit, .action = "badge_class.archive", .apply = apply_archive };
    return change(&c);
}

bdg_err_t *bdg_badge_class_restore(const bdg_edit_t *edit)
{
    change_t c = { .edit = edit, .action = "badge_class.restore", .apply = apply_restore };
    return change(&c);
}
