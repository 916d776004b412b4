/**
 * What can be looked at in a browser: the list of settled years and their report files, on this machine only.
 *
 * @example
 * const server = await serveReports(app, { port: 0 });
 * server.url; // http://127.0.0.1:…
 * await server.close();
 */
export { type RunningServer, serveReports } from './serve.ts';
