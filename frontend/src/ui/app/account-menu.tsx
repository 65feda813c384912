import { CircleUser } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useMe } from '../../state/me';

/** Who you are, and how to keep your work. Signing in happens on the server's own pages. */
export function AccountMenu() {
  const me = useMe((s) => s.me);
  const next = encodeURIComponent(location.pathname);
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="icon" aria-label="Account">
        <CircleUser />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
          <DropdownMenu.Label className="menu-label">
            {me?.is_guest === false ? me.name : 'You are a guest'}
          </DropdownMenu.Label>
          {me?.is_guest === false ? (
            <DropdownMenu.Item asChild>
              <a href="/accounts/logout/">Log out</a>
            </DropdownMenu.Item>
          ) : (
            <>
              <DropdownMenu.Item asChild>
                <a href={`/accounts/signup/?next=${next}`}>Sign up to keep your work</a>
              </DropdownMenu.Item>
              <DropdownMenu.Item asChild>
                <a href={`/accounts/login/?next=${next}`}>Log in</a>
              </DropdownMenu.Item>
            </>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
