#include "core/attribute.h"
#include "base/language.h"
#include "base/str.h"
#include "core/stored_list.h"
#include <apr_strings.h>
#include <string.h>

#define KEY_MAX 40

const char *const bdg_attribute_types[] = { "text", "number", "date", "address", "choice", NULL };
const char *const bdg_attribute_type_words[] = { N_("Text"), N_("Number"), N_("Date"), N_("Web address"), N_("Choice from a list"), NULL };

/* --- stored */

static int take(void *row, const json_t *o, apr_pool_t *pool)
{
    bdg_attribute_t *a = row;
    const char *type = bdg_json_get_str(o, "type"), *help = bdg_json_get_str(o, "help");
    const json_t *choices = json_object_get(o, "choices");
    int t = 0;
    while (bdg_attribute_types[t] && (!type || strcmp(type, bdg_attribute_types[t])))
        t++;
    if (!bdg_attribute_types[t])
        return 0;
    a->type = (bdg_attribute_e)t;
    a->help = help ? help : "";
    a->required = json_is_true(json_object_get(o, "required"));
    a->nchoices = (int)json_array_size(choices);
    const char **list = apr_pcalloc(pool, sizeof *list * (size_t)(a->nchoices + 1));
    for (int i = 0; i < a->nchoices; i++)
        if (!(list[i] = json_string_value(json_array_get(choices, (size_t)i))))
            return 0;
    a->choices = list;
    return 1;
}

static void put(json_t *o, const void *row)
{
    const bdg_attribute_t *a = row;
    bdg_json_str(o, "type", bdg_attribute_types[a->type]);
    bdg_json_bool(o, "required", a->required);
    if (a->nchoices) {
        json_t *choices = json_array();
        for (int c = 0; c < a->nchoices; c++)
            bdg_json_add(choices, json_string(a->choices[c]));
        bdg_json_set(o, "choices", choices);
    }
    bdg_json_str(o, "help", *a->help ? a->help : NULL);
}

static const bdg_stored_text_t texts[] = { { "key", offsetof(bdg_attribute_t, key), 1 }, { "name", offsetof(bdg_attribute_t, name), 1 }, { 0 } };
static const bdg_stored_list_t stored = { sizeof(bdg_attribute_t), 4 * 1024 * 1024, "attributes_json", texts, take, put };

bdg_err_t *bdg_attributes_read(bdg_attribute_t **list, int *n, const char *json, apr_pool_t *pool) { return bdg_stored_list_read(list, n, &stored, json, pool); }

const char *bdg_attributes_write(const bdg_attribute_t *list, int n, apr_pool_t *pool) { return bdg_stored_list_write(list, n, &stored, pool); }

/* --- keys */

static int taken(const char *key, const bdg_attribute_t *list, int n)
{
    for (int i = 0; i < n; i++)
        if (list[i].key && !strcmp(list[i].key, key))
            return 1;
    return 0;
}

/* "Level of English" -> level_of_english; a name without a letter of ours -> field. */
static const char *slug(const char *name, apr_pool_t *pool)
{
    const char *s = bdg_text_fold(name, pool);
    char *out = apr_palloc(pool, KEY_MAX + 1);
    size_t n = 0;
    for (; *s && n < KEY_MAX - 4; s++) {
        if ((*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9'))
            out[n++] = *s;
        else if (n && out[n - 1] != '_')
            out[n++] = '_';
    }
    while (n && out[n - 1] == '_')
        n--;
    out[n] = 0;
    return n ? out : "field";
}

static const char *new_key(const char *name, const bdg_attribute_t *list, int n, const bdg_attribute_t *before, int nbefore, apr_pool_t *pool)
{
    const char *base = slug(name, pool), *key = base;
    for (int i = 2; taken(key, list, n) || taken(key, before, nbefore); i++)
        key = apr_psprintf(pool, "%s_%d", base, i);
    return key;
}

/* --- typed */

static int blank_row(const bdg_attribute_typed_t *r) { return bdg_is_blank(r->name) && bdg_is_blank(r->choices) && bdg_is_blank(r->help); }

/* Names are also the headings of columns in spreadsheets, so they must differ from one another and from those that every award has. */
static int reserved(const char *folded)
{
    static const char *const names[] = { N_("recipient name"), N_("recipient email"), "name", "email", "recipient", N_("identity type"), "identity", N_("issue date"), N_("issued on"),
        N_("expiry date"), N_("expires on"), "narrative", "evidence", N_("evidence address"), N_("evidence url"), N_("evidence narrative"), N_("external id"), NULL };
    for (int i = 0; names[i]; i++)
        if (!strcmp(names[i], folded))
            return 1;
    return 0;
}

static void check_name(bdg_check_t *c, const bdg_attribute_t *list, int n, const char *field, const char *label, const char *name)
{
    if (!*name)
        return;
    const char *folded = bdg_text_fold(name, c->pool);
    if (reserved(folded))
        bdg_check_add(c, field, label, "Every award has a field \"%s\" already; choose another name.", name);
    for (int i = 0; i < n; i++)
        if (!strcmp(folded, bdg_text_fold(list[i].name, c->pool))) {
            bdg_check_add(c, field, label, "Another attribute is called \"%s\" too; each needs a name of its own.", name);
            return;
        }
}

static int known(const char *const *choices, int n, const char *choice)
{
    for (int i = 0; i < n; i++)
        if (!strcmp(choices[i], choice))
            return 1;
    return 0;
}

static void check_choices(bdg_check_t *c, bdg_attribute_t *a, const char *field, const char *label, const char *typed)
{
    const char **list = apr_pcalloc(c->pool, sizeof *list * (BDG_ATTRIBUTE_CHOICES_MAX + 1));
    char *last, *copy = apr_pstrdup(c->pool, typed ? typed : "");
    int n = 0, over = 0;
    for (char *line = apr_strtok(copy, "\r\n", &last); line; line = apr_strtok(NULL, "\r\n", &last)) {
        const char *choice = bdg_text_clean(line, strlen(line), 0, c->pool);
        if (!*choice || known(list, n, choice))
            continue;
        if (bdg_utf8_count(choice) > BDG_ATTRIBUTE_CHOICE_MAX)
            bdg_check_add(c, field, label, "A choice can have at most %d characters.", BDG_ATTRIBUTE_CHOICE_MAX);
        if (n == BDG_ATTRIBUTE_CHOICES_MAX)
            over = 1;
        else
            list[n++] = choice;
    }
    if (over)
        bdg_check_add(c, field, label, "A list can have at most %d choices.", BDG_ATTRIBUTE_CHOICES_MAX);
    else if (n < 2)
        bdg_check_add(c, field, label, "Write at least two choices, each on a line of its own.");
    a->choices = list;
    a->nchoices = n;
}

static void check_row(bdg_check_t *c, bdg_attribute_t *list, int n, const bdg_attribute_typed_t *r, int row)
{
    bdg_attribute_t *a = list + n;
    const char *label = bdg_say(c->pool, "Attribute %d", row + 1);
    const char *field = apr_psprintf(c->pool, "name_%d", row);
    a->name = bdg_check_line(c, field, apr_pstrcat(c->pool, label, ", name", NULL), r->name, 1, BDG_ATTRIBUTE_NAME_MAX);
    check_name(c, list, n, field, apr_pstrcat(c->pool, label, ", name", NULL), a->name);
    int type = bdg_check_choice(c, apr_psprintf(c->pool, "type_%d", row), apr_pstrcat(c->pool, label, ", type", NULL), r->type, bdg_attribute_types);
    a->type = type < 0 ? BDG_ATTRIBUTE_TEXT : (bdg_attribute_e)type;
    a->required = r->required && *r->required;
    a->help = bdg_check_line(c, apr_psprintf(c->pool, "help_%d", row), apr_pstrcat(c->pool, label, ", help", NULL), r->help, 0, BDG_ATTRIBUTE_HELP_MAX);
    if (a->type == BDG_ATTRIBUTE_CHOICE)
        check_choices(c, a, apr_psprintf(c->pool, "choices_%d", row), apr_pstrcat(c->pool, label, ", choices", NULL), r->choices);
}

void bdg_attributes_check(bdg_attribute_t **out, int *n, bdg_check_t *c, const bdg_attribute_typed_t *rows, int nrows, const bdg_attribute_t *before, int nbefore)
{
    bdg_attribute_t *list = *out = apr_pcalloc(c->pool, sizeof *list * (size_t)(nrows + 1));
    *n = 0;
    for (int i = 0; i < nrows; i++) {
        if (blank_row(rows + i))
            continue;
        check_row(c, list, *n, rows + i, i);
        const char *key = rows[i].key;
        if (key && taken(key, before, nbefore) && !taken(key, list, *n))
            list[*n].key = apr_pstrdup(c->pool, key);
        ++*n;
    }
    if (*n > BDG_ATTRIBUTES_MAX)
        bdg_check_add(c, "add", "Attributes", "A badge can have at most %d attributes; these are %d.", BDG_ATTRIBUTES_MAX, *n);
    for (int i = 0; i < *n; i++)
        if (!list[i].key)
            list[i].key = new_key(list[i].name, list, *n, before, nbefore, c->pool);
}
