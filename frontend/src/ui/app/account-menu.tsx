import { Check, CircleUser } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useMe } from '../../state/me';
import { choosePageLanguage, LANGUAGES, type Language, languageOf, say } from '../../words/words';

/** Who you are, and how to keep your work. Signing in happens on the server's own pages. */
export function AccountMenu() {
  const me = useMe((s) => s.me);
  const next = encodeURIComponent(location.pathname);
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="icon" aria-label={say('Account')}>
        <CircleUser />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
          <DropdownMenu.Label className="menu-label">
            {me?.is_guest === false ? me.name : say('You are a guest')}
          </DropdownMenu.Label>
          {me?.is_guest === false ? (
            <DropdownMenu.Item asChild>
              <a href="/accounts/logout/">{say('Log out')}</a>
            </DropdownMenu.Item>
          ) : (
            <>
              <DropdownMenu.Item asChild>
                <a href={`/accounts/signup/?next=${next}`}>{say('Sign up to keep your work')}</a>
              </DropdownMenu.Item>
              <DropdownMenu.Item asChild>
                <a href={`/accounts/login/?next=${next}`}>{say('Log in')}</a>
              </DropdownMenu.Item>
            </>
          )}
          <DropdownMenu.Separator className="menu-line" />
          <DropdownMenu.Label className="menu-label">{say('Language')}</DropdownMenu.Label>
          <DropdownMenu.RadioGroup
            value={languageOf()}
            onValueChange={(language) => choosePageLanguage(language as Language)}
          >
            {Object.entries(LANGUAGES).map(([language, name]) => (
              <DropdownMenu.RadioItem key={language} value={language} lang={language}>
                <span className="grow">{name}</span>
                <DropdownMenu.ItemIndicator>
                  <Check />
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
