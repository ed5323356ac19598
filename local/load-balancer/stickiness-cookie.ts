const cookieName = 'AWSALBTG';

/** The target group that a request's stickiness cookie names. */
export function stickyGroup(cookieHeader: string | undefined): string | undefined {
  if (cookieHeader === undefined || !cookieHeader.includes(cookieName)) return undefined;
  for (const part of cookieHeader.split(';')) {
    const [name, value = ''] = part.trim().split('=');
    if (name === cookieName) return Buffer.from(value, 'base64url').toString('utf8');
  }
  return undefined;
}

/** The `Set-Cookie` that keeps a client in a target group. The real one is encrypted; its content is nobody's business either way. */
export function stickinessCookie(targetGroupArn: string, seconds: number): string {
  return `${cookieName}=${Buffer.from(targetGroupArn).toString('base64url')}; Max-Age=${seconds}; Path=/`;
}
