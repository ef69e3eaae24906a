#include "core/badge_wording.h"
#include "base/language.h"
#include "base/json.h"
#include "base/str.h"
#include "core/tags.h"
#include <apr_strings.h>
#include <ctype.h>
#include <string.h>

const char *const bdg_badge_policies[] = { "skip", "allow", "replace", "deny", NULL };

const char *const bdg_languages[] = { "en", N_("English"), "en-GB", N_("English (United Kingdom)"), "en-US", N_("English (United States)"), "ar", N_("Arabic"), "bg", N_("Bulgarian"),
    "ca", N_("Catalan"), "cs", N_("Czech"), "cy", N_("Welsh"), "da", N_("Danish"), "de", N_("German"), "el", N_("Greek"), "es", N_("Spanish"), "et", N_("Estonian"), "eu", N_("Basque"), "fi", N_("Finnish"),
    "fr", N_("French"), "fr-CA", N_("French (Canada)"), "ga", N_("Irish"), "gl", N_("Galician"), "he", N_("Hebrew"), "hi", N_("Hindi"), "hr", N_("Croatian"), "hu", N_("Hungarian"),
    "id", N_("Indonesian"), "is", N_("Icelandic"), "it", N_("Italian"), "ja", N_("Japanese"), "ko", N_("Korean"), "lt", N_("Lithuanian"), "lv", N_("Latvian"), "mt", N_("Maltese"),
    "nb", N_("Norwegian Bokmål"), "nl", N_("Dutch"), "nn", N_("Norwegian Nynorsk"), "pl", N_("Polish"), "pt", N_("Portuguese"), "pt-BR", N_("Portuguese (Brazil)"), "ro", N_("Romanian"),
    "sk", N_("Slovak"), "sl", N_("Slovenian"), "sr", N_("Serbian"), "sv", N_("Swedish"), "th", N_("Thai"), "tr", N_("Turkish"), "uk", N_("Ukrainian"), "vi", N_("Vietnamese"),
    "zh-Hans", N_("Chinese (simplified)"), "zh-Hant", N_("Chinese (traditional)"), NULL };

const char *bdg_language_name(const char *tag)
{
    for (int i = 0; bdg_languages[i]; i += 2)
        if (!strcasecmp(tag, bdg_languages[i]))
            return bdg_tr(bdg_languages[i + 1]);
    return tag;
}

/* Characters of one part of a tag, up to the hyphen or the end; 0 when another character is in it. *digits: how many are digits. */
static size_t part(const char *s, size_t *digits)
{
    size_t n = 0;
    *digits = 0;
    for (; isalnum((unsigned char)s[n]); n++)
        *digits += isdigit((unsigned char)s[n]) != 0;
    return s[n] && s[n] != '-' ? 0 : n;
}

int bdg_language_ok(const char *tag)
{
    size_t digits, n = part(tag, &digits);
    if (strlen(tag) > 35 || (n != 2 && n != 3) || digits)
        return 0;
    for (const char *s = tag + n; *s; s += n) {
        n = part(++s, &digits);
        int script = n == 4 && !digits, region = (n == 2 && !digits) || (n == 3 && digits == 3);
        int variant = (n >= 5 && n <= 8) || (n == 4 && isdigit((unsigned char)*s));
        if (!script && !region && !variant)
            return 0;
    }
    return 1;
}

static const char *check_tags(bdg_check_t *c, const char *typed)
{
    const apr_array_header_t *tags = bdg_tags_read(c, typed, "A badge", BDG_BADGE_TAGS_MAX, BDG_BADGE_TAG_MAX);
    json_t *list = bdg_json_own(json_array(), c->pool);
    for (int i = 0; i < tags->nelts; i++)
        bdg_json_add(list, json_string(APR_ARRAY_IDX(tags, i, const char *)));
    return bdg_json_dump(list, c->pool);
}

/* Months; 0 for ever. */
static int check_expiry(bdg_check_t *c, const char *expiry, const char *count, const char *unit)
{
    static const char *const expiries[] = { "never", "period", NULL }, *const units[] = { "months", "years", NULL };
    if (bdg_check_choice(c, "expiry", "Expiry", expiry, expiries) != 1)
        return 0;
    int months = bdg_check_choice(c, "expiry_unit", "Unit of the period", unit, units) == 1 ? 12 : 1;
    return months * bdg_check_number(c, "expiry_count", "Period", count, 1, BDG_BADGE_EXPIRY_MONTHS_MAX / months);
}

void bdg_badge_check_details(bdg_badge_class_t *b, bdg_check_t *c, const bdg_badge_details_t *t)
{
    bdg_achievement_t achievement;
    b->name = bdg_check_line(c, "name", "Name", t->name, 1, BDG_BADGE_NAME_MAX);
    b->description = bdg_check_lines(c, "description", "Description", t->description, 0, BDG_BADGE_DESCRIPTION_MAX);
    b->language = bdg_is_blank(t->language) ? "en" : apr_pstrdup(c->pool, t->language);
    if (!bdg_language_ok(b->language)) {
        bdg_check_add(c, "language", "Language", "Choose one of the list.");
        b->language = "en";
    }
    b->tags_json = check_tags(c, t->tags);
    bdg_achievement_check(&achievement, c, &t->achievement);
    b->achievement_json = bdg_achievement_write(&achievement, c->pool);
    if (t->expiry)
        b->expiry_months = check_expiry(c, t->expiry, t->expiry_count, t->expiry_unit);
}

void bdg_badge_check_criteria(bdg_badge_class_t *b, bdg_check_t *c, const bdg_badge_criteria_t *t)
{
    b->criteria_text = bdg_or_null(bdg_check_lines(c, "criteria", "Criteria", t->text, 0, BDG_BADGE_CRITERIA_MAX));
    b->criteria_url = bdg_or_null(bdg_check_url(c, "criteria_url", "Address of the criteria", t->url, 0));
}

void bdg_badge_check_settings(bdg_badge_class_t *b, bdg_check_t *c, const bdg_badge_settings_t *t)
{
    int policy = bdg_check_choice(c, "duplicates", "Duplicates", t->duplicates, bdg_badge_policies);
    b->duplicate_policy = bdg_badge_policies[policy < 0 ? 0 : policy];
    b->expiry_months = check_expiry(c, t->expiry, t->expiry_count, t->expiry_unit);
}
