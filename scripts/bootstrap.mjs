export async function bootstrap() {}
export function fail(error) { console.error(error.message); process.exit(1) }
