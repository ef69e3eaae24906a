#include "core/audit_words.h"
#include "base/str.h"
#include "core/permission.h"
#include <apr_strings.h>
#include <ctype.h>
#include <string.h>

#define TEXT_MAX 300          /* bytes of a value that are shown */
#define CHANGES_MAX 40
#define JSON_MAX (1 << 20)

const bdg_audit_word_t bdg_audit_kinds[] = {
    { "account", "Person" }, { "assertion", "Credential" }, { "badge_class", "Badge" }, { "batch", "Batch" }, { "endorsement", "Endorsement" },
    { "framework", "Skills framework" }, { "graphic", "Graphic" }, { "people_group", "Group" }, { "issuer", "Issuer" }, { "message", "Message" },
    { "organisation", "Organisation" }, { "revocation", "Revocation" }, { "role", "Role" }, { NULL, NULL }
};

const bdg_audit_word_t bdg_audit_actions[] = {
    { "account.add_address", "Address added" }, { "account.change", "Person changed" }, { "account.change_address", "Address changed" },
    { "account.change_password", "Password changed" }, { "account.create", "Person created" }, { "account.erase", "Person erased" },
    { "account.invite", "Person invited" }, { "account.join", "Invitation accepted" }, { "account.language", "Language chosen" },
    { "account.recovery_code_used", "Recovery code used" },
    { "account.recovery_codes", "Recovery codes made" }, { "account.remind", "Invitation sent again" }, { "account.remove_address", "Address removed" },
    { "account.rename", "Person renamed" }, { "account.reset_password", "Password reset" }, { "account.second_factor_off", "Second factor switched off" },
    { "account.second_factor_on", "Second factor switched on" }, { "account.second_factor_reset", "Second factor reset" },
    { "account.sign_in_by_link", "Signed in by a link" }, { "account.suspend", "Person suspended" }, { "account.time_zone", "Time zone chosen" },
    { "account.unsuspend", "Suspension ended" }, { "account.username", "Username chosen" }, { "account.verify", "Address verified" },
    { "assertion.accept", "Credential accepted" }, { "assertion.award", "Credential issued" }, { "assertion.mail", "Credential mailed again" },
    { "assertion.reject", "Credential rejected" }, { "assertion.revoke", "Credential revoked" },
    { "badge_class.alignments", "Alignments of a badge changed" }, { "badge_class.archive", "Badge archived" },
    { "badge_class.attributes", "Attributes of a badge changed" }, { "badge_class.copy", "Badge copied" }, { "badge_class.create", "Badge created" },
    { "badge_class.criteria", "Criteria of a badge changed" }, { "badge_class.details", "Details of a badge changed" },
    { "badge_class.graphic", "Graphic of a badge changed" }, { "badge_class.languages", "Languages of a badge changed" },
    { "badge_class.publish", "Badge published" }, { "badge_class.related", "Related badges changed" }, { "badge_class.restore", "Badge brought back" },
    { "badge_class.settings", "Settings of a badge changed" }, { "badge_class.withdraw", "Badge withdrawn" },
    { "batch.cancel", "Batch cancelled" }, { "batch.columns", "Columns of a batch matched" }, { "batch.confirm", "Batch confirmed" },
    { "batch.correct", "Batch corrected" }, { "batch.create", "Batch created" }, { "batch.discard", "Batch deleted" }, { "batch.issued", "Batch issued" },
    { "batch.rename", "Batch renamed" }, { "batch.rule", "Batch mended by a rule" }, { "batch.upload", "File of a batch uploaded" },
    { "collection.change", "Collection changed" }, { "collection.create", "Collection created" }, { "collection.delete", "Collection deleted" },
    { "endorsement.ask", "Endorsement asked for" }, { "endorsement.decline", "Endorsement declined" }, { "endorsement.make", "Endorsed" },
    { "endorsement.record", "Endorsement from elsewhere named" }, { "endorsement.remove", "Endorsement removed" },
    { "endorsement.revoke", "Endorsement revoked" }, { "endorsement.withdraw", "Question for an endorsement withdrawn" },
    { "framework.archive", "Skills framework archived" }, { "framework.bring", "Skills framework imported" },
    { "framework.replace", "Skills framework imported again" }, { "framework.restore", "Skills framework brought back" },
    { "graphic.archive", "Graphic archived" }, { "graphic.create", "Graphic added" }, { "graphic.rename", "Graphic renamed" },
    { "graphic.replace", "Graphic replaced" }, { "graphic.restore", "Graphic brought back" },
    { "issuer.archive", "Issuer archived" }, { "issuer.change", "Issuer changed" }, { "issuer.create", "Issuer created" },
    { "issuer.restore", "Issuer brought back" },
    { "landing.edit", "Landing page changed" }, { "landing.publish", "Landing page published" }, { "landing.take_down", "Landing page taken down" },
    { "look.colours", "Colours changed" }, { "look.icon", "Icon changed" }, { "look.logo", "Logo changed" },
    { "message.again", "Message sent again" }, { "message.again_all", "Messages sent again" }, { "message.cancel", "Message cancelled" },
    { "message.cancel_all", "Messages cancelled" },
    { "organisation.change", "Organisation changed" }, { "organisation.create", "Organisation created" }, { "organisation.move", "Organisation moved" },
    { "organisation.remove", "Organisation removed" }, { "organisation.restore", "Organisation brought back" },
    { "organisation.second_factor", "Second factor asked for or not" },
    { "people_group.change", "Group changed" }, { "people_group.create", "Group created" }, { "people_group.delete", "Group deleted" },
    { "revocation.start", "Revocation of several begun" },
    { "role.change", "Given another role" }, { "role.create", "Role created" }, { "role.delete", "Role deleted" }, { "role.edit", "Role changed" },
    { "role.give", "Given a role" }, { "role.take", "Role taken" },
    { "signing_key.create", "Key made" }, { "signing_key.replace", "Key replaced" },
    { "staff.add", "Staff added" }, { "staff.change", "Staff changed" }, { "staff.remove", "Staff removed" },
    { NULL, NULL }
};

/* Members of the JSON whose name does not say enough, or that are ids of things. */
static const struct { const char *key, *label, *refers; } labels[] = {
    { "account_id", "Person", "account" }, { "badge", "Badge", "badge_class" }, { "badge_class_id", "Badge", "badge_class" }, { "criteria_text", "Criteria", NULL },
    { "criteria_url", "Address of the criteria", NULL }, { "duplicate_policy", "Duplicates", NULL }, { "expires_on", "Expires", NULL },
    { "expiry_months", "Valid for (months)", NULL }, { "external_id", "External id", NULL }, { "graphic_id", "Graphic", "graphic" }, { "group_id", "Group", "people_group" },
    { "issued_on", "Issued", NULL }, { "issuer_id", "Issuer", "issuer" }, { "logo_graphic_id", "Logo", "graphic" }, { "parent_id", "Below", "organisation" },
    { "permissions", "What it may do", NULL }, { "replaced_by", "Its holders got", NULL }, { "slug", "Address", NULL }, { "url", "Web address", NULL },
};

/* "badge_class.publish" -> "Badge class: publish". */
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
            return list->words;
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
            return labels[i].label;
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
        return json_is_true(v) ? "yes" : "no";
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
