/** A reason, in one sentence, why the checkout cannot be set up. */
export class BootstrapError extends Error {}
