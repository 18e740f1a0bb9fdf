// One comment in a pull request, which is written the first time and changed from then on.

/** Marks the comment as ours: a title, of which there may be several in one pull request. */
const mark = (title) => `<!-- ${title} -->`;

/** Answers what went wrong in words, undefined where nothing did. */
export async function keepComment({ pull: { api, repository, number }, title, page, token }) {
  const ask = (path, method = 'GET', body = undefined) =>
    fetch(`${api}/repos/${repository}/${path}`, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        'content-type': 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const body = `${mark(title)}\n${page}`;
  try {
    for (let at = 1; ; at++) {
      const answer = await ask(`issues/${number}/comments?per_page=100&page=${at}`);
      if (!answer.ok) return reason(answer);
      const comments = await answer.json();
      const own = comments.find((each) => each.body?.startsWith(mark(title)));
      if (own?.body === body) return undefined;
      if (own !== undefined) return reason(await ask(`issues/comments/${own.id}`, 'PATCH', { body }));
      if (comments.length < 100) break;
    }
    return reason(await ask(`issues/${number}/comments`, 'POST', { body }));
  } catch (error) {
    return error.message;
  }
}

function reason({ ok, status, statusText }) {
  if (ok) return undefined;
  if (status === 403)
    return 'the token may not write it; give the job the permission pull-requests: write (a fork has none)';
  return `${status} ${statusText}`;
}
