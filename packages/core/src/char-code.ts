/**
 * The code of one UTF-16 unit of a text; `NaN` beyond its end.
 *
 * The same as the method, but found once: wherever a class extends `String`, as one in either client
 * for Redis does, V8 looks up each method of a text again at every call. That takes four times as long
 * as the call, and there are dozens of them in a request.
 */
export const charCode: (text: string, at: number) => number = Function.prototype.call.bind(
  // oxlint-disable-next-line typescript/unbound-method -- each call gives it its text
  String.prototype.charCodeAt,
)
