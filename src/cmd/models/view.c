/*
 * view.c: what models cost. See view.h.
 *
 * 1. Figures are estimates on the high side (engine/chat/estimate.h).
 */
#include "config.h"

#include "cmd/models/view.h"

#include "engine/chat/estimate.h"

static const struct chat_prompt *view_prompt(const struct models_view *view,
					     enum payload_send send)
{
	return send == PAYLOAD_TEXT ? &view->words : &view->label;
}

double view_prompt_tokens(const struct models_view *view,
			  const struct model *model)
{
	enum payload_send send = view->call->send;

	return estimate_prompt_tokens(view_prompt(view, send), model, send);
}

double view_cost_of(const struct models_view *view, const struct model *model,
		    enum payload_send send, bool batch)
{
	const struct chat_prompt *prompt = view_prompt(view, send);
	double one = batch ? estimate_batch_cost(prompt, model, send)
			   : estimate_cost(prompt, model, send);

	return one < 0 || (model->blind && send != PAYLOAD_TEXT)
		       ? -1
		       : one * (double)view->sheets;
}

double view_cost(const struct models_view *view, const struct model *model)
{
	return view_cost_of(view, model, view->call->send, false);
}

enum payload_send view_batch_send(const struct models_view *view)
{
	return view->call->sends ? view->call->send : PAYLOAD_TEXT;
}
