#include "core/openbadges/ob2_attributes.h"
#include <apr_strings.h>
#include <string.h>

#define XSD "http://www.w3.org/2001/XMLSchema#"

const char *bdg_ob2_attribute_term(const char *key)
{
    static const char *const taken[] = { "id", "Id", "type", "Type", "obi", "Obi", "extensions", "Extensions", NULL };
    for (int i = 0; taken[i]; i += 2)
        if (!strcmp(taken[i], key))
            return taken[i + 1];
    return key;
}

static const char *address(const bdg_site_t *site, const bdg_badge_class_t *b, const char *file, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%s/badges/%s/versions/%d/attributes/%s.json", site->base, b->public_id, b->number, file);
}

static bdg_err_t *read_list(bdg_attribute_t **list, int *n, const bdg_badge_class_t *b, apr_pool_t *pool)
{
    BDG_TRY(bdg_attributes_read(list, n, b->attributes_json, pool));
    return *n ? NULL : bdg_err(BDG_E_NOT_FOUND, "This badge has no attributes.");
}

/* --- the context */

static json_t *term(const bdg_attribute_t *a, const char *url, apr_pool_t *pool)
{
    static const char *const types[] = { NULL, XSD "decimal", XSD "date", "@id", NULL };      /* by bdg_attribute_e */
    json_t *o = json_object();
    bdg_json_str(o, "@id", apr_pstrcat(pool, url, "#", a->key, NULL));
    return bdg_json_str(o, "@type", types[a->type]);
}

bdg_err_t *bdg_ob2_attributes_context(json_t **out, const bdg_site_t *site, const bdg_badge_class_t *b, apr_pool_t *pool)
{
    bdg_attribute_t *list;
    int n;
    const char *url = address(site, b, "context", pool);
    BDG_TRY(read_list(&list, &n, b, pool));
    json_t *d = json_object(), *c = json_object(), *all = json_array(), *v = json_object();
    bdg_json_set(d, "@context", c);
    bdg_json_str(c, "obi", "https://w3id.org/openbadges#");
    bdg_json_str(c, "extensions", "https://w3id.org/openbadges/extensions#");
    for (int i = 0; i < n; i++)
        bdg_json_set(c, bdg_ob2_attribute_term(list[i].key), term(list + i, url, pool));
    bdg_json_str(v, "obi:validatesType", BDG_OB2_ATTRIBUTES_TYPE);
    bdg_json_str(v, "obi:validationSchema", address(site, b, "schema", pool));
    bdg_json_set(d, "obi:validation", bdg_json_add(all, v));
    *out = d;
    return NULL;
}

/* --- the schema */

static json_t *property(const bdg_attribute_t *a)
{
    static const struct { const char *format, *pattern; } rules[] = {      /* by bdg_attribute_e */
        { NULL, NULL }, { NULL, "^-?[0-9]+(\\.[0-9]+)?$" }, { "date", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }, { "uri", NULL }, { NULL, NULL },
    };
    json_t *o = json_object();
    bdg_json_str(o, "title", a->name);
    bdg_json_str(o, "description", *a->help ? a->help : NULL);
    bdg_json_str(o, "type", "string");
    bdg_json_str(o, "format", rules[a->type].format);
    bdg_json_str(o, "pattern", rules[a->type].pattern);
    if (a->type == BDG_ATTRIBUTE_CHOICE) {
        json_t *choices = json_array();
        for (int i = 0; i < a->nchoices; i++)
            bdg_json_add(choices, json_string(a->choices[i]));
        bdg_json_set(o, "enum", choices);
    }
    return o;
}

bdg_err_t *bdg_ob2_attributes_schema(json_t **out, const bdg_site_t *site, const bdg_badge_class_t *b, apr_pool_t *pool)
{
    bdg_attribute_t *list;
    int n;
    BDG_TRY(read_list(&list, &n, b, pool));
    json_t *d = json_object(), *properties = json_object(), *required = json_array();
    bdg_json_str(d, "$schema", "http://json-schema.org/draft-04/schema#");
    bdg_json_str(d, "id", address(site, b, "schema", pool));
    bdg_json_str(d, "title", apr_pstrcat(pool, "Attributes of ", b->name, NULL));
    bdg_json_str(d, "type", "object");
    for (int i = 0; i < n; i++) {
        bdg_json_set(properties, bdg_ob2_attribute_term(list[i].key), property(list + i));
        if (list[i].required)
            bdg_json_add(required, json_string(bdg_ob2_attribute_term(list[i].key)));
    }
    bdg_json_set(d, "properties", properties);
    if (json_array_size(required))      /* draft 4: an empty list is none */
        bdg_json_set(d, "required", required);
    else
        json_decref(required);
    *out = d;
    return NULL;
}

/* --- on the Assertion */

void bdg_ob2_attributes_write(bdg_buf_t *out, const bdg_site_t *site, const bdg_badge_class_t *b, const json_t *values)
{
    const char *key;
    json_t *value;
    if (!json_object_size(values))
        return;
    bdg_buf_printf(out, ",\"" BDG_OB2_ATTRIBUTES_MEMBER "\":{\"@context\":\"%s/badges/%s/versions/%d/attributes/context.json\",\"type\":[\"Extension\",\""
                   BDG_OB2_ATTRIBUTES_TYPE "\"]", site->base, b->public_id, b->number);
    json_object_foreach((json_t *)values, key, value) {
        if (!json_is_string(value))
            continue;
        bdg_buf_char(out, ',');
        bdg_json_write_str(out, bdg_ob2_attribute_term(key));
        bdg_buf_char(out, ':');
        bdg_json_write_str(out, json_string_value(value));
    }
    bdg_buf_char(out, '}');
}
