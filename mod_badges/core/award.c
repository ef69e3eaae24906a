#include "core/award.h"
#include "base/language.h"
#include "base/str.h"
#include "core/mistyped.h"
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define NAME_MAX_CHARS 200
#define IDENTITY_MAX_BYTES 254
#define EXTERNAL_MAX_CHARS 100
#define TEXT_MAX_CHARS 1000          /* of an attribute */
#define NARRATIVE_MAX_CHARS 5000
#define EVIDENCE_NAME_MAX_CHARS 200

const char *const bdg_award_field_keys[BDG_AWARD_FIXED] = { "name", "email", "identity_type", "issued_on", "expires_on", "narrative", "evidence_url", "evidence_name",
    "evidence_narrative", "external_id" };
const char *const bdg_award_field_titles[BDG_AWARD_FIXED] = { N_("Recipient name"), N_("Recipient email"), N_("Identity type"), N_("Issue date"), N_("Expiry date"), N_("Narrative"),
    N_("Evidence address"), N_("Evidence name"), N_("Evidence narrative"), N_("External id") };

bdg_err_t *bdg_award_rules_make(bdg_award_rules_t **out, const bdg_badge_class_t *badge, apr_pool_t *pool)
{
    bdg_award_rules_t *r = apr_pcalloc(pool, sizeof *r);
    bdg_attribute_t *list;
    BDG_TRY(bdg_attributes_read(&list, &r->nattributes, badge->attributes_json, pool));
    if (r->nattributes > BDG_ATTRIBUTES_MAX)
        return bdg_err(BDG_E_INTERNAL, "This badge has more attributes than can be awarded.");
    r->attributes = list;
    for (int i = 0; i < r->nattributes; i++) {
        const char **folded = apr_palloc(pool, sizeof *folded * (size_t)(list[i].nchoices + 1));
        for (int c = 0; c < list[i].nchoices; c++)
            folded[c] = bdg_text_fold(list[i].choices[c], pool);
        r->folded[i] = folded;
    }
    r->expiry_months = badge->expiry_months;
    apr_time_t now = apr_time_now();
    r->today = bdg_date_of(now);
    r->latest = bdg_date_of(now + apr_time_from_sec(14 * 3600));   /* UTC+14, the first place where a day begins */
    *out = r;
    return NULL;
}

void bdg_award_problem(bdg_award_t *a, bdg_problem_e code, int field, const char *right)
{
    if (code < BDG_P_FIRST_WARNING)
        a->errors++;
    else
        a->warnings++;
    if (a->nproblems == BDG_AWARD_PROBLEMS) {
        if (code >= BDG_P_FIRST_WARNING)
            return;
        int i = a->nproblems - 1;   /* an error is more worth saying than a warning */
        while (i > 0 && a->problems[i].code < BDG_P_FIRST_WARNING)
            i--;
        a->problems[i] = (bdg_award_problem_t){ code, field, right, NULL, NULL };
        return;
    }
    a->problems[a->nproblems++] = (bdg_award_problem_t){ code, field, right, NULL, NULL };
}

typedef struct check_t {
    bdg_award_t *a;
    const bdg_award_rules_t *rules;
    const bdg_slice_t *f;
    apr_pool_t *pool;
} check_t;

static int mends(const check_t *c, bdg_mend_e kind)
{
    for (int i = 0; i < c->rules->nmends; i++)
        if (c->rules->mends[i].kind == kind)
            return 1;
    return 0;
}

/* ---------------------------------------------------------------- text */

/* Is there something that shows nothing, or that turns the direction of writing? Joiners have their uses and do not count. */
static int has_odd_characters(const char *s, size_t len)
{
    const unsigned char *p = (const unsigned char *)s;
    for (size_t i = 0; i < len; i++) {
        if (p[i] < 0x20 ? !strchr("\t\r\n\v\f", p[i]) || !p[i] : p[i] == 0x7f)
            return 1;
        if (p[i] == 0xe2 && i + 2 < len && ((p[i + 1] == 0x80 && (p[i + 2] == 0x8b || p[i + 2] == 0x8e || p[i + 2] == 0x8f || (p[i + 2] >= 0xaa && p[i + 2] <= 0xae))) ||
                                            (p[i + 1] == 0x81 && p[i + 2] >= 0xa0 && p[i + 2] <= 0xaf)))
            return 1;
        if ((p[i] == 0xef && i + 2 < len && p[i + 1] == 0xbb && p[i + 2] == 0xbf) || (p[i] == 0xc2 && i + 1 < len && p[i + 1] == 0xad))
            return 1;
    }
    return 0;
}

static int is_ascii(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)s[i] < 0x20 || (unsigned char)s[i] > 0x7e)
            return 0;
    return 1;
}

/* s without its last characters, so that max remain. */
static const char *cut(const char *s, size_t max, apr_pool_t *pool)
{
    const char *p = s;
    for (size_t n = 0; *p; p++)
        if (((unsigned char)*p & 0xc0) != 0x80 && n++ == max)
            break;
    return apr_pstrmemdup(pool, s, (size_t)(p - s));
}

/* A text of at most max characters; NULL when nothing is given. */
static const char *text(check_t *c, int field, size_t max, int lines)
{
    bdg_slice_t in = bdg_cell_unguard(c->f[field]);
    if (!in.len)
        return NULL;
    const char *s = bdg_text_clean(in.data, in.len, lines, c->pool);
    if (!is_ascii(in.data, in.len)) {
        if (has_odd_characters(in.data, in.len))
            bdg_award_problem(c->a, BDG_P_ODD_CHARACTERS, field, NULL);
        if (strstr(s, "\xef\xbf\xbd"))
            bdg_award_problem(c->a, BDG_P_UNREADABLE, field, _("characters that could not be read"));
    }
    if (!*s)
        return NULL;
    if (bdg_cell_needs_guard(s, strlen(s)))
        bdg_award_problem(c->a, BDG_P_FORMULA, field, NULL);
    if (strlen(s) > max) {
        size_t n = bdg_utf8_count(s);
        if (n > max && mends(c, BDG_MEND_CUT))
            s = cut(s, max, c->pool);
        else if (n > max)
            bdg_award_problem(c->a, BDG_P_TOO_LONG, field, bdg_say(c->pool, "%d characters, at most %d", (int)n, (int)max));
    }
    return s;
}

/* ---------------------------------------------------------------- who */

static const char *short_problem_of_address(const char *s)
{
    const char *at = strchr(s, '@');
    if (!at)
        return "no @ sign";
    if (strchr(at + 1, '@'))
        return _("more than one @ sign");
    if (at == s)
        return _("nothing before the @ sign");
    if (!at[1])
        return _("nothing after the @ sign");
    if (strchr(s, ' '))
        return _("a space inside");
    if (!strchr(at, '.'))
        return _("no domain such as example.org");
    if (strlen(s) > IDENTITY_MAX_BYTES)
        return _("longer than 254 characters");
    return _("not a valid address");
}

/* "Ana <ana@example.org>" and "mailto:ana@example.org" hold an address; what is pasted often looks so. */
static const char *bare_address(const char *s, apr_pool_t *pool)
{
    size_t n = strlen(s);
    const char *open = strrchr(s, '<');
    if (n && s[n - 1] == '>' && open)
        s = apr_pstrmemdup(pool, open + 1, (size_t)(s + n - 1 - (open + 1)));
    return strncasecmp(s, "mailto:", 7) ? s : s + 7;
}

static int holds_two(const char *s)
{
    const char *at = strchr(s, '@');
    return at && strchr(at + 1, '@') && strpbrk(s, ";, /") && strpbrk(at, ";, /");
}

static const char *mended_domain(check_t *c, const char *s)
{
    const char *at = strrchr(s, '@');
    for (int i = 0; at && i < c->rules->nmends; i++) {
        const bdg_mend_t *m = &c->rules->mends[i];
        if (m->kind == BDG_MEND_DOMAIN && !strcmp(at + 1, m->from))
            return apr_pstrcat(c->pool, apr_pstrmemdup(c->pool, s, (size_t)(at + 1 - s)), m->to, NULL);
    }
    return s;
}

static void email(check_t *c, const char *s)
{
    bdg_award_t *a = c->a;
    if (!*s) {
        bdg_award_problem(a, BDG_P_ADDRESS, BDG_AWARD_IDENTITY, _("every recipient needs an address"));
        return;
    }
    s = bare_address(s, c->pool);
    if (holds_two(s)) {
        if (!mends(c, BDG_MEND_FIRST_ADDRESS)) {
            bdg_award_problem(a, BDG_P_TWO_ADDRESSES, BDG_AWARD_IDENTITY, _("two addresses in one cell"));
            return;
        }
        s = apr_pstrmemdup(c->pool, s, strcspn(s, ";, /"));
    }
    if (bdg_email_problem(s)) {
        bdg_award_problem(a, BDG_P_ADDRESS, BDG_AWARD_IDENTITY, short_problem_of_address(s));
        return;
    }
    s = mended_domain(c, bdg_email_normalise(s, c->pool));
    a->identity = s;
    const char *domain = strrchr(s, '@') + 1, *meant = bdg_mistyped_domain(domain);
    if (meant) {
        bdg_award_problem(a, BDG_P_LOOKS_MISTYPED, BDG_AWARD_IDENTITY, bdg_say(c->pool, "did you mean %s?", meant));
        if (a->nproblems && a->problems[a->nproblems - 1].code == BDG_P_LOOKS_MISTYPED) {
            a->problems[a->nproblems - 1].from = domain;
            a->problems[a->nproblems - 1].to = meant;
        }
    }
}

/* E.164: a plus sign and 7 to 15 digits; what people put between them goes. */
static const char *telephone(const char *s, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, strlen(s) + 2), *p = out;
    size_t digits = 0;
    if (*s == '+')
        *p++ = *s++;
    else if (s[0] == '0' && s[1] == '0') {
        *p++ = '+';
        s += 2;
    }
    if (p == out)
        return NULL;
    for (; *s; s++) {
        if (*s >= '0' && *s <= '9') {
            *p++ = *s;
            digits++;
        } else if (!strchr(" .-/()", *s)) {
            return NULL;
        }
    }
    *p = 0;
    return digits >= 7 && digits <= 15 ? out : NULL;
}

static void other_identity(check_t *c, const char *s)
{
    static const char *const missing = "every recipient needs one";
    bdg_award_t *a = c->a;
    const char *problem = NULL;
    if (!*s) {
        bdg_award_problem(a, BDG_P_IDENTITY, BDG_AWARD_IDENTITY, missing);
        return;
    }
    if (strlen(s) > IDENTITY_MAX_BYTES)
        problem = _("longer than 254 characters");
    else if (a->type == BDG_RECIPIENT_URL)
        problem = bdg_url_problem(s) ? _("not a web address") : NULL;
    else if (a->type == BDG_RECIPIENT_TELEPHONE)
        problem = (s = telephone(s, c->pool)) ? NULL : _("a telephone number looks like +44 20 7946 0000");
    if (problem)
        bdg_award_problem(a, BDG_P_IDENTITY, BDG_AWARD_IDENTITY, problem);
    else
        a->identity = s;
}

static bdg_recipient_e type_of(check_t *c)
{
    static const struct { const char *word; bdg_recipient_e type; } words[] = { { "email", BDG_RECIPIENT_EMAIL }, { "e-mail", BDG_RECIPIENT_EMAIL }, { "mail", BDG_RECIPIENT_EMAIL },
        { "url", BDG_RECIPIENT_URL }, { "web address", BDG_RECIPIENT_URL }, { "telephone", BDG_RECIPIENT_TELEPHONE }, { "phone", BDG_RECIPIENT_TELEPHONE }, { "id", BDG_RECIPIENT_ID } };
    bdg_slice_t in = c->f[BDG_AWARD_IDENTITY_TYPE];
    if (!in.len)
        return BDG_RECIPIENT_EMAIL;
    const char *s = bdg_text_fold(bdg_text_clean(in.data, in.len, 0, c->pool), c->pool);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(s, words[i].word))
            return words[i].type;
    if (*s)
        bdg_award_problem(c->a, BDG_P_IDENTITY_TYPE, BDG_AWARD_IDENTITY_TYPE, _("email, url, telephone or id"));
    return BDG_RECIPIENT_EMAIL;
}

static void who(check_t *c)
{
    bdg_award_t *a = c->a;
    bdg_slice_t in = bdg_cell_unguard(c->f[BDG_AWARD_IDENTITY]);
    const char *s = in.len ? bdg_text_clean(in.data, in.len, 0, c->pool) : "";
    if (!is_ascii(in.data, in.len) && has_odd_characters(in.data, in.len))
        bdg_award_problem(a, BDG_P_ODD_CHARACTERS, BDG_AWARD_IDENTITY, NULL);
    a->identity = "";
    a->type = type_of(c);
    if (a->type == BDG_RECIPIENT_EMAIL)
        email(c, s);
    else
        other_identity(c, s);
    if (*a->identity)
        bdg_recipient_key(a->key, a->type, a->identity);
    a->name = text(c, BDG_AWARD_NAME, NAME_MAX_CHARS, 0);
    if (!a->name) {
        bdg_award_problem(a, BDG_P_NAME_MISSING, BDG_AWARD_NAME, _("every recipient needs a name"));
        a->name = "";
    }
}

/* ---------------------------------------------------------------- when */

static const char *why_no_date(const bdg_date_reading_t *r, apr_pool_t *pool)
{
    if (r->shape == BDG_DATE_NO_DATE)
        return _("not a date");
    if (r->month >= 1 && r->month <= 12 && r->day > bdg_days_in_month(r->year, r->month) && r->year >= 1900)
        return bdg_say(pool, "%s %d has %d days", bdg_language_now()->months[r->month - 1], r->year, bdg_days_in_month(r->year, r->month));
    if (r->month > 12)
        return bdg_say(pool, "there is no month %d", r->month);
    return _("not in the calendar");
}

/* BDG_DATE_NONE when nothing is given, or after a problem. */
static bdg_date_t date(check_t *c, int field)
{
    bdg_slice_t in = bdg_cell_unguard(c->f[field]);
    if (!in.len)
        return BDG_DATE_NONE;
    const char *s = bdg_text_clean(in.data, in.len, 0, c->pool);
    if (!*s)
        return BDG_DATE_NONE;
    bdg_date_reading_t r = bdg_date_read(s, strlen(s), c->rules->order[field]);
    if (r.shape == BDG_DATE_SERIAL)
        bdg_award_problem(c->a, BDG_P_SERIAL, field, bdg_say(c->pool, "read as %s", bdg_date_words(r.date, c->pool)));
    else if (r.shape == BDG_DATE_EITHER && r.date == BDG_DATE_NONE)
        bdg_award_problem(c->a, BDG_P_DATE_ORDER, field, _("day or month first?"));
    else if (r.date == BDG_DATE_NONE)
        bdg_award_problem(c->a, BDG_P_DATE, field, why_no_date(&r, c->pool));
    return r.date;
}

static void when(check_t *c)
{
    bdg_award_t *a = c->a;
    const bdg_award_rules_t *rules = c->rules;
    int before = a->errors;
    a->issued_on = date(c, BDG_AWARD_ISSUED);
    if (a->issued_on == BDG_DATE_NONE && a->errors == before)
        a->issued_on = rules->today;
    if (a->issued_on != BDG_DATE_NONE && a->issued_on > rules->latest)
        bdg_award_problem(a, BDG_P_DATE_FUTURE, BDG_AWARD_ISSUED, bdg_say(c->pool, "%s has not come yet", bdg_date_words(a->issued_on, c->pool)));
    before = a->errors;
    a->expires_on = date(c, BDG_AWARD_EXPIRES);
    if (a->expires_on == BDG_DATE_NONE && a->errors == before && rules->expiry_months && a->issued_on != BDG_DATE_NONE)
        a->expires_on = bdg_date_add_months(a->issued_on, rules->expiry_months);
    if (a->expires_on == BDG_DATE_NONE || a->issued_on == BDG_DATE_NONE)
        return;
    if (a->expires_on < a->issued_on)
        bdg_award_problem(a, BDG_P_EXPIRY_BEFORE, BDG_AWARD_EXPIRES, bdg_say(c->pool, "issued %s", bdg_date_words(a->issued_on, c->pool)));
    else if (a->expires_on < rules->today)
        bdg_award_problem(a, BDG_P_OVER_ALREADY, c->f[BDG_AWARD_EXPIRES].len ? BDG_AWARD_EXPIRES : BDG_AWARD_ISSUED,
                          bdg_say(c->pool, "valid until %s", bdg_date_words(a->expires_on, c->pool)));
}

/* ---------------------------------------------------------------- what */

static const char *web_address(check_t *c, int field)
{
    bdg_slice_t in = bdg_cell_unguard(c->f[field]);
    const char *s = in.len ? bdg_text_clean(in.data, in.len, 0, c->pool) : "";
    if (!*s)
        return NULL;
    const char *problem = bdg_url_problem(s);
    if (problem)
        bdg_award_problem(c->a, BDG_P_WEB_ADDRESS, field, problem);
    return problem ? NULL : s;
}

static const char *choice(check_t *c, int n, int field)
{
    const bdg_attribute_t *at = &c->rules->attributes[n];
    const char *s = text(c, field, BDG_ATTRIBUTE_CHOICE_MAX, 0);
    if (!s)
        return NULL;
    const char *folded = bdg_text_fold(s, c->pool);
    for (int i = 0; i < at->nchoices; i++)
        if (!strcmp(folded, c->rules->folded[n][i]))
            return at->choices[i];
    char *list = "";
    for (int i = 0; i < at->nchoices && i < 5; i++)
        list = apr_pstrcat(c->pool, list, i ? ", " : "", at->choices[i], NULL);
    bdg_award_problem(c->a, BDG_P_CHOICE, field, bdg_say(c->pool, "one of: %s%s", list, at->nchoices > 5 ? " …" : ""));
    return NULL;
}

static const char *number(check_t *c, int field)
{
    char out[32];
    bdg_slice_t in = bdg_cell_unguard(c->f[field]);
    const char *s = in.len ? bdg_text_clean(in.data, in.len, 0, c->pool) : "";
    if (!*s)
        return NULL;
    if (bdg_number_read(out, s, strlen(s), c->rules->decimal[field]))
        return apr_pstrdup(c->pool, out);
    bdg_award_problem(c->a, BDG_P_NUMBER, field, _("a number such as 55 or 67.5"));
    return NULL;
}

static void attribute(check_t *c, int n)
{
    const bdg_attribute_t *at = &c->rules->attributes[n];
    int field = BDG_AWARD_FIXED + n, before = c->a->errors;
    const char *v = NULL;
    switch (at->type) {
    case BDG_ATTRIBUTE_TEXT: v = text(c, field, TEXT_MAX_CHARS, 1); break;
    case BDG_ATTRIBUTE_NUMBER: v = number(c, field); break;
    case BDG_ATTRIBUTE_DATE: v = bdg_date_iso(date(c, field), c->pool); break;
    case BDG_ATTRIBUTE_ADDRESS: v = web_address(c, field); break;
    case BDG_ATTRIBUTE_CHOICE: v = choice(c, n, field); break;
    }
    if (!v && at->required && c->a->errors == before)
        bdg_award_problem(c->a, BDG_P_MISSING, field, bdg_say(c->pool, "%s is needed", at->name));
    c->a->attributes[n] = v;
}

static void what(check_t *c)
{
    bdg_award_t *a = c->a;
    a->narrative = text(c, BDG_AWARD_NARRATIVE, NARRATIVE_MAX_CHARS, 1);
    a->evidence_url = web_address(c, BDG_AWARD_EVIDENCE_URL);
    a->evidence_name = text(c, BDG_AWARD_EVIDENCE_NAME, EVIDENCE_NAME_MAX_CHARS, 0);
    a->evidence_narrative = text(c, BDG_AWARD_EVIDENCE_NARRATIVE, NARRATIVE_MAX_CHARS, 1);
    a->external_id = text(c, BDG_AWARD_EXTERNAL_ID, EXTERNAL_MAX_CHARS, 0);
    for (int i = 0; i < c->rules->nattributes; i++)
        attribute(c, i);
}

/* ---------------------------------------------------------------- details_json: written by hand, as it is done for every row of a file */

static size_t json_room(const char *s) { return s ? 6 * strlen(s) + 4 : 0; }

static char *json_text(char *p, const char *s)
{
    static const char hex[] = "0123456789abcdef";
    *p++ = '"';
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\') {
            *p++ = '\\';
            *p++ = (char)c;
        } else if (c < 0x20) {
            p += sprintf(p, "\\u00%c%c", hex[c >> 4], hex[c & 15]);
        } else {
            *p++ = (char)c;
        }
    }
    *p++ = '"';
    return p;
}

/* A member of an object that began at start: with a comma unless it is the first. */
static char *json_member(char *p, const char *start, const char *key, const char *value)
{
    if (!value)
        return p;
    if (p > start)
        *p++ = ',';
    p = json_text(p, key);
    *p++ = ':';
    return json_text(p, value);
}

static void details(bdg_award_t *a, const bdg_award_rules_t *rules, apr_pool_t *pool)
{
    int evidence = a->evidence_url || a->evidence_name || a->evidence_narrative, given = 0;
    size_t room = 128 + json_room(a->narrative) + json_room(a->evidence_url) + json_room(a->evidence_name) + json_room(a->evidence_narrative);
    for (int i = 0; i < rules->nattributes; i++)
        if (a->attributes[i]) {
            given++;
            room += json_room(rules->attributes[i].key) + json_room(a->attributes[i]);
        }
    a->details_json = NULL;
    if (!a->narrative && !evidence && !given)
        return;
    char *out = apr_palloc(pool, room), *p = out, *start;
    *p++ = '{';
    p = json_member(p, out + 1, "narrative", a->narrative);
    if (evidence) {
        p += sprintf(p, "%s\"evidence\":[{", p > out + 1 ? "," : "");
        start = p;
        p = json_member(p, start, "url", a->evidence_url);
        p = json_member(p, start, "name", a->evidence_name);
        p = json_member(p, start, "narrative", a->evidence_narrative);
        p += sprintf(p, "}]");
    }
    if (given) {
        p += sprintf(p, "%s\"attributes\":{", p > out + 1 ? "," : "");
        start = p;
        for (int i = 0; i < rules->nattributes; i++)
            p = json_member(p, start, rules->attributes[i].key, a->attributes[i]);
        *p++ = '}';
    }
    *p++ = '}';
    *p = 0;
    a->details_json = out;
}

void bdg_award_check(bdg_award_t *award, const bdg_award_rules_t *rules, const bdg_slice_t *fields, apr_pool_t *pool)
{
    check_t c = { award, rules, fields, pool };
    memset(award, 0, sizeof *award);
    who(&c);
    when(&c);
    what(&c);
    if (!award->errors)
        details(award, rules, pool);
}

void bdg_award_fill(bdg_assertion_t *row, const bdg_award_t *a, const bdg_badge_class_t *badge, int64_t issuer_version_id)
{
    memset(row, 0, sizeof *row);
    row->organisation_id = badge->organisation_id;
    row->badge_class_id = badge->id;
    row->badge_class_version_id = badge->version_id;
    row->issuer_version_id = issuer_version_id;
    row->recipient_type = a->type;
    row->recipient_identity = a->identity;
    row->recipient_name = a->name;
    memcpy(row->recipient_key, a->key, sizeof row->recipient_key);
    row->issued_on = a->issued_on;
    row->expires_on = a->expires_on;
    row->external_id = a->external_id;
    row->details_json = a->details_json;
}
