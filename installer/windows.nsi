; The Windows installer: for all users, silent with /S, keeps the clinic's data when uninstalled.
; makensis -DVERSION=… -DFOLDER=… -DOUT=… installer/windows.nsi   (called by build.py)
Unicode true
!include "MUI2.nsh"

Name "HealthDesk ${VERSION}"
OutFile "${OUT}"
InstallDir "$PROGRAMFILES64\HealthDesk"
InstallDirRegKey HKLM "Software\HealthDesk" "Folder"
RequestExecutionLevel admin
SetCompressor /SOLID lzma

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\HealthDesk"

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\healthdesk.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"

Section
  SetRegView 64
  SetOutPath "$INSTDIR"
  ; an older version's files go first: a mixture of two Qt versions does not start
  RMDir /r "$INSTDIR\_internal"
  File /r "${FOLDER}\*"
  CreateShortcut "$SMPROGRAMS\HealthDesk.lnk" "$INSTDIR\healthdesk.exe"
  CreateShortcut "$DESKTOP\HealthDesk.lnk" "$INSTDIR\healthdesk.exe"
  WriteRegStr HKLM "Software\HealthDesk" "Folder" "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayName" "HealthDesk"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${UNINSTALL}" "NoModify" 1
  WriteUninstaller "$INSTDIR\uninstall.exe"
SectionEnd

Section "Uninstall"
  SetRegView 64
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\healthdesk.exe"
  Delete "$INSTDIR\healthdesk-cli.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\HealthDesk.lnk"
  Delete "$DESKTOP\HealthDesk.lnk"
  DeleteRegKey HKLM "${UNINSTALL}"
  DeleteRegKey HKLM "Software\HealthDesk"
SectionEnd
