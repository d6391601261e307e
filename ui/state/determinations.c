/*
 * determinations.c: the list of determinations. See determinations.h.
 */
#include "config.h"

#include "ui/state/determinations.h"

#include "dwc/record/identification.h"
#include "ui/state/state.h"

const struct determination_member determination_members[DETERMINATION_MEMBERS] =
	{
		{"scientificName", "name"},
		{"scientificNameAuthorship", "author"},
		{"identificationQualifier", "qualifier"},
		{"identifiedBy", "by"},
		{"dateIdentified", "date"},
		{"identificationRemarks", "remarks"},
};

json_t *determinations_of(const char *text)
{
	json_t *list = *text != '\0' ? json_loads(text, 0, NULL) : NULL;
	json_t *made = identifications_take(list);

	json_decref(list);
	return made != NULL ? made : json_array();
}

json_t *determinations_list(const struct app *app)
{
	return determinations_of(app_value(app, IDENTIFICATION_TERM));
}
