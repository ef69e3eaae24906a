#include "core/audit_words.h"
#include "base/language.h"
#include "base/str.h"
#include "core/permission.h"
#include <apr_strings.h>
#include <ctype.h>
#include <string.h>

#define TEXT_MAX 300          /* bytes of a value that are shown */
#define CHANGES_MAX 40
#define JSON_MAX (1 << 20)

const bdg_audit_word_t bdg_audit_kinds[] = {
    { "account", N_("Person") }, { "assertion", N_("Credential") }, { "badge_class", N_("Badge") }, { "batch", N_("Batch") }, { "endorsement", N_("Endorsement") },
    { "framework", N_("Skills framework") }, { "graphic", N_("Graphic") }, { "people_act", N_("Act on several people") }, { "people_group", N_("Group") }, { "people_import", N_("File of people") }, { "issuer", N_("Issuer") }, { "message", N_("Message") },
    { "organisation", N_("Organisation") }, { "revocation", N_("Revocation") }, { "role", N_("Role") }, { NULL, NULL }
};

const bdg_audit_word_t bdg_audit_actions[] = {
    { "account.add_address", N_("Address added") }, { "account.change", N_("Person changed") }, { "account.change_address", N_("Address changed") },
    { "account.change_password", N_("Password changed") }, { "account.create", N_("Person created") }, { "account.erase", N_("Person erased") },
    { "account.invite", N_("Person invited") }, { "account.join", N_("Invitation accepted") }, { "account.language", N_("Language chosen") },
    { "account.recovery_code_used", N_("Recovery code used") },
    { "account.recovery_codes", N_("Recovery codes made") }, { "account.remind", N_("Invitation sent again") }, { "account.remove_address", N_("Address removed") },
    { "account.rename", N_("Person renamed") }, { "account.reset_password", N_("Password reset") }, { "account.second_factor_off", N_("Second factor switched off") },
    { "account.second_factor_on", N_("Second factor switched on") }, { "account.second_factor_reset", N_("Second factor reset") },
    { "account.sign_in_by_link", N_("Signed in by a link") }, { "account.suspend", N_("Person suspended") }, { "account.time_zone", N_("Time zone chosen") },
    { "account.unsuspend", N_("Suspension ended") }, { "account.username", N_("Username chosen") }, { "account.verify", N_("Address verified") },
    { "assertion.accept", N_("Credential accepted") }, { "assertion.award", N_("Credential issued") }, { "assertion.mail", N_("Credential mailed again") },
    { "assertion.reject", N_("Credential rejected") }, { "assertion.revoke", N_("Credential revoked") },
    { "badge_class.alignments", N_("Alignments of a badge changed") }, { "badge_class.archive", N_("Badge archived") },
    { "badge_class.attributes", N_("Attributes of a badge changed") }, { "badge_class.copy", N_("Badge copied") }, { "badge_class.create", N_("Badge created") },
    { "badge_class.criteria", N_("Criteria of a badge changed") }, { "badge_class.details", N_("Details of a badge changed") },
    { "badge_class.graphic", N_("Graphic of a badge changed") }, { "badge_class.languages", N_("Languages of a badge changed") },
    { "badge_class.publish", N_("Badge published") }, { "badge_class.related", N_("Related badges changed") }, { "badge_class.restore", N_("Badge brought back") },
    { "badge_class.settings", N_("Settings of a badge changed") }, { "badge_class.withdraw", N_("Badge withdrawn") },
    { "batch.cancel", N_("Batch cancelled") }, { "batch.columns", N_("Columns of a batch matched") }, { "batch.confirm", N_("Batch confirmed") },
    { "batch.correct", N_("Batch corrected") }, { "batch.create", N_("Batch created") }, { "batch.discard", N_("Batch deleted") }, { "batch.issued", N_("Batch issued") },
    { "batch.rename", N_("Batch renamed") }, { "batch.rule", N_("Batch mended by a rule") }, { "batch.upload", N_("File of a batch uploaded") },
    { "collection.change", N_("Collection changed") }, { "collection.create", N_("Collection created") }, { "collection.delete", N_("Collection deleted") },
    { "endorsement.ask", N_("Endorsement asked for") }, { "endorsement.decline", N_("Endorsement declined") }, { "endorsement.make", N_("Endorsed") },
    { "endorsement.record", N_("Endorsement from elsewhere named") }, { "endorsement.remove", N_("Endorsement removed") },
    { "endorsement.revoke", N_("Endorsement revoked") }, { "endorsement.withdraw", N_("Question for an endorsement withdrawn") },
    { "framework.archive", N_("Skills framework archived") }, { "framework.bring", N_("Skills framework imported") },
    { "framework.replace", N_("Skills framework imported again") }, { "framework.restore", N_("Skills framework brought back") },
    { "graphic.archive", N_("Graphic archived") }, { "graphic.create", N_("Graphic added") }, { "graphic.rename", N_("Graphic renamed") },
    { "graphic.replace", N_("Graphic replaced") }, { "graphic.restore", N_("Graphic brought back") },
    { "issuer.archive", N_("Issuer archived") }, { "issuer.change", N_("Issuer changed") }, { "issuer.create", N_("Issuer created") },
    { "issuer.restore", N_("Issuer brought back") },
    { "landing.edit", N_("Landing page changed") }, { "landing.publish", N_("Landing page published") }, { "landing.take_down", N_("Landing page taken down") },
    { "look.colours", N_("Colours changed") }, { "look.icon", N_("Icon changed") }, { "look.logo", N_("Logo changed") },
    { "message.again", N_("Message sent again") }, { "message.again_all", N_("Messages sent again") }, { "message.cancel", N_("Message cancelled") },
    { "message.cancel_all", N_("Messages cancelled") },
    { "organisation.change", N_("Organisation changed") }, { "organisation.create", N_("Organisation created") }, { "organisation.move", N_("Organisation moved") },
    { "organisation.remove", N_("Organisation removed") }, { "organisation.restore", N_("Organisation brought back") },
    { "organisation.second_factor", N_("Second factor asked for or not") },
    { "people_act.add", N_("Several people added to a group") }, { "people_act.erase", N_("Several people erased") },
    { "people_act.move", N_("Several people moved to another group") }, { "people_act.remove", N_("Several people taken out of the organisation") },
    { "people_act.take", N_("Several people taken out of a group") }, { "people_act.undo", N_("What was done to several people undone") },
    { "people_group.change", N_("Group changed") }, { "people_group.create", N_("Group created") }, { "people_group.delete", N_("Group deleted") },
    { "people_import.begin", N_("People from a file invited") }, { "people_import.columns", N_("Columns of a file of people named") },
    { "people_import.discard", N_("File of people thrown away") }, { "people_import.undo", N_("People from a file taken back") },
    { "people_import.upload", N_("File of people uploaded") },
    { "revocation.start", N_("Revocation of several begun") },
    { "role.change", N_("Given another role") }, { "role.create", N_("Role created") }, { "role.delete", N_("Role deleted") }, { "role.edit", N_("Role changed") },
    { "role.give", N_("Given a role") }, { "role.take", N_("Role taken") },
    { "signing_key.create", N_("Key made") }, { "signing_key.replace", N_("Key replaced") },
    { "staff.add", N_("Staff added") }, { "staff.change", N_("Staff changed") }, { "staff.remove", N_("Staff removed") },
    { NULL, NULL }
};

/* Members of the JSON whose name does not say enough, or that are ids of things. */
static const struct { const char *key, *label, *refers; } labels[] = {
    { "account_id", N_("Person"), "account" }, { "badge", N_("Badge"), "badge_class" }, { "badge_class_id", N_("Badge"), "badge_class" }, { "acceptance", N_("Acceptance"), NULL }, { "kind", N_("Kind"), NULL }, { "key", N_("Key"), NULL }, { "name", N_("Name"), NULL }, { "state", N_("State"), NULL }, { "description", N_("Description"), NULL }, { "language", N_("Language"), NULL }, { "role", N_("Role"), NULL }, { "email", N_("Email address"), NULL },
    { "tags", N_("Tags"), NULL },
    { "criteria_text", N_("Criteria"), NULL },
    { "criteria_url", N_("Address of the criteria"), NULL }, { "duplicate_policy", N_("Duplicates"), NULL }, { "expires_on", N_("Expires"), NULL },
    { "expiry_months", N_("Valid for (months)"), NULL }, { "from_group_id", N_("Out of the group"), "people_group" }, { "to_group_id", N_("Into the group"), "people_group" }, { "external_id", N_("External id"), NULL }, { "graphic_id", N_("Graphic"), "graphic" }, { "group_id", N_("Group"), "people_group" },
    { "issued_on", N_("Issued"), NULL }, { "issuer_id", N_("Issuer"), "issuer" }, { "logo_graphic_id", N_("Logo"), "graphic" }, { "parent_id", N_("Below"), "organisation" },
    { "permissions", N_("What it may do"), NULL }, { "replaced_by", N_("Its holders got"), NULL }, { "slug", N_("Address"), NULL }, { "url", N_("Web address"), NULL },
};

/* "badge_class.publish" -> N_("Badge class: publish"). */
static const char *made_of(const char *code, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, 2 * strlen(code) + 1), *o = out;
    for (const char *p = code; *p; p++) {
        if (*p == '.')
            *o++ = ':';
        *o++ = *p == '_' || *p == '.' ? ' ' : *p;
    }
    *o = 0;
    *out = (char)toupper((unsigned char)*out);
    return out;
}

static const char *look_up(const bdg_audit_word_t *list, const char *code, apr_pool_t *pool)
{
    for (; list->code; list++)
        if (!strcmp(list->code, code))
            return bdg_tr(list->words);
    return made_of(code, pool);
}

const char *bdg_audit_action(const char *code, apr_pool_t *pool) { return look_up(bdg_audit_actions, code, pool); }
const char *bdg_audit_kind(const char *code, apr_pool_t *pool) { return look_up(bdg_audit_kinds, code, pool); }

/* --- values */

static const char *cut(const char *s, apr_pool_t *pool)
{
    size_t n = strlen(s);
    if (n <= TEXT_MAX)
        return s;
    for (n = TEXT_MAX; n && ((unsigned char)s[n] & 0xC0) == 0x80;)
        n--;
    return apr_pstrcat(pool, apr_pstrmemdup(pool, s, n), "…", NULL);
}

static const char *value(const char *key, const json_t *v, int depth, apr_pool_t *pool);

static const char *join(const char *list, const char *one, const char *between, apr_pool_t *pool)
{
    return !*one || strlen(list) > TEXT_MAX ? list : apr_pstrcat(pool, list, *list ? between : "", one, NULL);
}

/* A list's entry that is a thing is known by its name. */
static const char *entry(const json_t *v, int depth, apr_pool_t *pool)
{
    static const char *const names[] = { "name", "title", "key", "code", "url", NULL };
    for (int i = 0; json_is_object(v) && names[i]; i++)
        if (bdg_json_get_str(v, names[i]))
            return bdg_json_get_str(v, names[i]);
    return value("", v, depth + 1, pool);
}

static const char *permission_words(const char *name)
{
    for (int p = 0; p < BDG_PERM_COUNT; p++)
        if (!strcmp(name, bdg_perm_name(p)))
            return bdg_perm_title(p);
    return name;
}

static const char *list_words(const char *key, const json_t *v, int depth, apr_pool_t *pool)
{
    const char *out = "";
    for (size_t i = 0; i < json_array_size(v); i++) {
        const json_t *one = json_array_get(v, i);
        out = join(out, !strcmp(key, "permissions") && json_is_string(one) ? permission_words(json_string_value(one)) : entry(one, depth, pool), ", ", pool);
    }
    return out;
}

static const char *label_of(const char *key, const char **refers, apr_pool_t *pool)
{
    *refers = NULL;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (!strcmp(labels[i].key, key)) {
            *refers = labels[i].refers;
            return bdg_tr(labels[i].label);
        }
    return made_of(key, pool);
}

static const char *object_words(const json_t *v, int depth, apr_pool_t *pool)
{
    const char *key, *out = "", *refers;
    json_t *one;
    json_object_foreach((json_t *)v, key, one) {
        const char *words = value(key, one, depth + 1, pool);
        out = join(out, *words ? apr_pstrcat(pool, label_of(key, &refers, pool), ": ", words, NULL) : "", "; ", pool);
    }
    return out;
}

/* Columns that hold JSON were logged as they are: tags, attributes. */
static const json_t *stored_json(const char *text, apr_pool_t *pool)
{
    json_t *out = NULL;
    if (*text == '[' || *text == '{')
        bdg_err_clear(bdg_json_parse(&out, text, strlen(text), JSON_MAX, pool));
    return out;
}

static const char *value(const char *key, const json_t *v, int depth, apr_pool_t *pool)
{
    if (!v || json_is_null(v) || depth > 4)
        return "";
    if (json_is_string(v)) {
        const json_t *inside = stored_json(json_string_value(v), pool);
        return inside ? value(key, inside, depth + 1, pool) : cut(json_string_value(v), pool);
    }
    if (json_is_integer(v))
        return apr_psprintf(pool, "%ld", (long)json_integer_value(v));
    if (json_is_boolean(v))
        return json_is_true(v) ? _("yes") : _("no");
    if (json_is_real(v))
        return apr_psprintf(pool, "%g", json_real_value(v));
    return cut(json_is_array(v) ? list_words(key, v, depth, pool) : object_words(v, depth, pool), pool);
}

/* --- what differs */

static const json_t *parse(const char *text, apr_pool_t *pool)
{
    json_t *out = NULL;
    if (text)
        bdg_err_clear(bdg_json_parse(&out, text, strlen(text), JSON_MAX, pool));
    return json_is_object(out) ? out : NULL;
}

static void add(apr_array_header_t *list, const char *key, const json_t *before, const json_t *after, apr_pool_t *pool)
{
    if (list->nelts >= CHANGES_MAX || (before && after && json_equal(before, after)) || !strcmp(key, "sha256"))
        return;
    bdg_audit_change_t c = { .before = value(key, before, 0, pool), .after = value(key, after, 0, pool) };
    c.label = label_of(key, &c.refers, pool);
    if (c.refers && !json_is_integer(before) && !json_is_integer(after))
        c.refers = NULL;
    c.before_id = c.refers ? json_integer_value(before) : 0;
    c.after_id = c.refers ? json_integer_value(after) : 0;
    if (c.refers ? c.before_id || c.after_id : *c.before || *c.after)
        APR_ARRAY_PUSH(list, bdg_audit_change_t) = c;
}

apr_array_header_t *bdg_audit_changes(const char *before, const char *after, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 8, sizeof(bdg_audit_change_t));
    const json_t *b = parse(before, pool), *a = parse(after, pool);
    const char *key;
    json_t *v;
    if (a)
        json_object_foreach((json_t *)a, key, v)
            add(list, key, b ? json_object_get(b, key) : NULL, v, pool);
    if (b)
        json_object_foreach((json_t *)b, key, v)
            if (!a || !json_object_get(a, key))
                add(list, key, v, NULL, pool);
    return list;
}
